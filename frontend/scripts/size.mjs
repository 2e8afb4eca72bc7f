/** What a first visit downloads, gzipped; fails above the budget. Run it after a build. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 150_000;

const assets = new URL("../dist/assets/", import.meta.url);
let total = 0;
for (const name of readdirSync(assets).filter((name) => /\.(js|css)$/.test(name))) {
  const size = gzipSync(readFileSync(new URL(name, assets)), { level: 9 }).length;
  console.log(`${name}: ${(size / 1000).toFixed(1)} kB`);
  total += size;
}
console.log(`together ${(total / 1000).toFixed(1)} kB of ${BUDGET / 1000} kB, gzipped`);
if (total === 0 || total > BUDGET) process.exit(1);
