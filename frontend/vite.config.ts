/** Builds the single-page app into dist, served under /static/app/, and proxies the portal while developing. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const portal = process.env["TANDEM_PORTAL"] ?? "http://127.0.0.1:8400";

export default defineConfig(({ command }) => ({
  plugins: [react()],
  base: command === "build" ? "/static/app/" : "/",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // The portal's content security policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      // The Host stays this server's own: the portal compares it with the Origin of every write.
      "/api": { target: portal, changeOrigin: false },
      "/admin": { target: portal, changeOrigin: false },
      "/ws": { target: portal, ws: true, rewriteWsOrigin: true },
    },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    // Its sources are modules that an older Node.js does not take for such.
    server: { deps: { inline: ["tus-js-client"] } },
  },
}));
