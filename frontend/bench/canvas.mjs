/** Serves the bench page, opens it in headless Chromium, and prints what it measured as JSON. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const chromium = process.env.CHROMIUM ?? "chromium";
const PATIENCE_MS = 180_000;

let answered;
const answer = new Promise((resolve) => {
  answered = resolve;
});
const receiver = {
  name: "bench-answer",
  configureServer(server) {
    server.middlewares.use("/bench-answer", (request, response) => {
      let text = "";
      request.on("data", (piece) => {
        text += piece;
      });
      request.on("end", () => {
        response.end();
        answered(JSON.parse(text));
      });
    });
  },
};

const server = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
  plugins: [receiver],
});
await server.listen();
const { port } = server.httpServer.address();
const profile = mkdtempSync(join(tmpdir(), "tandem-bench-"));
const browser = spawn(
  chromium,
  [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--window-size=1280,720",
    `--user-data-dir=${profile}`,
    `http://127.0.0.1:${port}/bench/canvas.html`,
  ],
  { stdio: "ignore" },
);
const timer = setTimeout(() => {
  process.stderr.write("The bench page did not answer in time.\n");
  browser.kill();
  process.exit(1);
}, PATIENCE_MS);
const measured = await answer;
clearTimeout(timer);
browser.kill();
await new Promise((resolve) => browser.once("exit", resolve));
await server.close();
rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
process.exit(0);
