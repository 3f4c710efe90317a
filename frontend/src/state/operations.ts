/** The operations dashboard: what it was told last, and the last quarter of an hour of moments. */
import { createStore } from "zustand/vanilla";
import { openOperations } from "../api/operations";
import type { Operations, OperationsMessage, Point } from "../contract/operations";

export interface OperationsState {
  readonly line: "connecting" | "online" | "waiting" | "refused";
  readonly now: Operations | null;
  readonly points: readonly Point[];
  /** Why the portal cannot say how it runs. */
  readonly error: string | null;
}

const PERIOD_MS = 15 * 60_000;
const empty: OperationsState = { line: "connecting", now: null, points: [], error: null };

export const operationsStore = createStore<OperationsState>(() => empty);

/** Look on until the stop that is returned is called. */
export function followOperations(): () => void {
  operationsStore.setState(empty);
  return openOperations({
    onMessage: receive,
    onState: (line) => operationsStore.setState(line === "refused" ? { line, now: null } : { line }),
  });
}

export function receive(message: OperationsMessage): void {
  switch (message.type) {
    case "operations.history":
      operationsStore.setState({ line: "online", points: lately(message.points) });
      return;
    case "operations.now": {
      const { operations: now } = message;
      const points = lately([...operationsStore.getState().points, now.point]);
      operationsStore.setState({ line: "online", now, points, error: null });
      return;
    }
    case "error":
      operationsStore.setState({ error: message.message });
      return;
    case "pong":
      return;
  }
}

/** Keep what lies within the period that the lines show. */
function lately(points: readonly Point[]): readonly Point[] {
  const since = Date.parse(points.at(-1)?.at ?? "") - PERIOD_MS;
  const first = points.findIndex(({ at }) => Date.parse(at) >= since);
  return first > 0 ? points.slice(first) : points;
}
