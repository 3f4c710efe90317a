/** Builds the pages of the canvas bench into out: Tandem's canvas and its peers, as for production. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  publicDir: false,
  plugins: [react()],
  // One React a page: the product finds its own, the peers theirs.
  resolve: { dedupe: ["react", "react-dom"] },
  build: {
    outDir: here("out"),
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: ["tandem.html", "annotorious.html", "konva.html"].map(here) },
  },
});
