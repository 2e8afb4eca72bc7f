/** How the page is built, served in development, and tested. */

import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { defaultConfig } from "./src/config/default-config.ts";

/**
 * A built page carries its own policy, wherever it is put: no inline script, no inline style. Where
 * the services are is known only at run time, so a server that knows may narrow `connect-src`.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' http: https:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const policy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
      injectTo: "head-prepend",
    },
  ],
};

/** In development there is no one to write /config.json: the services' default ports. */
const runtimeConfig: Plugin = {
  name: "runtime-config",
  apply: "serve",
  configureServer(server) {
    server.middlewares.use("/config.json", (_request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(defaultConfig(process.env)));
    });
  },
};

export default defineConfig({
  base: "./",
  plugins: [react(), policy, runtimeConfig],
  server: { port: Number(process.env["FRONTEND_PORT"] ?? 3000), strictPort: true },
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 40_000,
    restoreMocks: true,
    unstubGlobals: true,
    maxWorkers: 2,
  },
});
