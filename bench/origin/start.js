// All five on their usual ports, in one terminal; Ctrl-C ends them.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const names = ["bus", "posts", "comments", "moderation", "query"];
const children = names.map((name) =>
  spawn(process.execPath, [`${name}.js`], { cwd: folder, stdio: "inherit" }),
);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => children.forEach((child) => child.kill()));
}
