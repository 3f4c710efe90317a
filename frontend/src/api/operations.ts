/** The line of the operations dashboard: opened again until it is closed, or the portal refuses it. */
import { decodeOperations } from "../contract/decodeOperations";
import type { OperationsMessage } from "../contract/operations";
import { DecodeError, reportDropped } from "../contract/reader";

export interface OperationsHandlers {
  onMessage(message: OperationsMessage): void;
  onState(state: "connecting" | "waiting" | "refused"): void;
}

const BACKOFF_MS = [500, 1_000, 2_000, 3_000] as const;
const REFUSED: ReadonlySet<number> = new Set([4401, 4403]);

function address(): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}/ws/operations`;
}

/** Open the line; returns how to close it. */
export function openOperations(handlers: OperationsHandlers): () => void {
  let stopped = false;
  let attempts = 0;
  let beat: ReturnType<typeof setInterval> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let line: WebSocket;

  function connect(): void {
    handlers.onState("connecting");
    const opened = new WebSocket(address());
    line = opened;
    opened.onmessage = ({ data }) => {
      attempts = 0;
      const message = read(String(data));
      if (message?.type === "operations.history") {
        clearInterval(beat);
        const ping = () => opened.readyState === WebSocket.OPEN && opened.send('{"type":"ping"}');
        beat = setInterval(ping, message.heartbeat_seconds * 1_000);
      }
      if (message) handlers.onMessage(message);
    };
    opened.onclose = ({ code }) => {
      clearInterval(beat);
      if (stopped) return;
      if (REFUSED.has(code)) return handlers.onState("refused");
      handlers.onState("waiting");
      retry = setTimeout(connect, BACKOFF_MS[Math.min(attempts, BACKOFF_MS.length - 1)]);
      attempts += 1;
    };
  }
  connect();
  return () => {
    stopped = true;
    clearTimeout(retry);
    clearInterval(beat);
    line.close();
  };
}

function read(text: string): OperationsMessage | null {
  try {
    return decodeOperations(JSON.parse(text), "operations");
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    reportDropped(error);
    return null;
  }
}
