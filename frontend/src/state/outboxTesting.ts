/** Test fixtures of the outbox: one with a server in the hand of the test, and time that runs when told. */
import { ApiError, NetworkError } from "../api/http";
import type { Correction, CorrectionAnswer, CorrectionsAnswer } from "../contract/contract";
import { box } from "../model/testing";
import { createOutbox } from "./outbox";
import { indexedDbStorage } from "./outboxStorage";
import { soleTab, type Tabs } from "./tabs";

export type Reply = (corrections: readonly Correction[]) => CorrectionsAnswer;

export const applied = (
  correction: Correction,
  fields: Partial<CorrectionAnswer> = {},
): CorrectionAnswer => ({
  mutation_id: correction.mutation_id,
  status: "applied",
  annotation: null,
  revision: (correction.revision ?? 0) + 1,
  seq: 1,
  repeated: false,
  removed: false,
  ...fields,
});
export const all: Reply = (corrections) => ({ seq: 1, results: corrections.map((item) => applied(item)) });

let database = 0;

/** A database of the test's own. */
export const freshName = (): string => `outbox-${++database}`;

/** The tests' own time: what waits to run, how long each wait is, and whether the page is seen. */
export const time = { timers: [] as (() => void)[], waits: [] as number[], visible: true };

export function make(name = freshName(), tabs: Tabs = soleTab(), storage = indexedDbStorage(name)) {
  const sent: Correction[][] = [];
  const replies: Reply[] = [];
  const outbox = createOutbox({
    send: async (_frameId, corrections) => {
      sent.push([...corrections]);
      return (replies.shift() ?? all)(corrections);
    },
    storage,
    tabs,
    listener: {
      onPending: () => undefined,
      onAnswered: () => undefined,
      isSettled: (_frameId, correction) => correction.kind === "accept",
    },
    around: {
      setTimer: (run, milliseconds) => {
        time.waits.push(milliseconds);
        return time.timers.push(run);
      },
      clearTimer: () => undefined,
      now: () => 1_000,
      random: () => 1,
      visible: () => time.visible,
    },
  });
  return { outbox, sent, replies, name };
}

/** Let every promise that can settle do so: IndexedDB's own turns included. */
export const settle = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve));
};
export const runTimers = async () => {
  const due = time.timers;
  time.timers = [];
  for (const run of due) run();
  await settle();
};

export const add = (id: string): Correction => ({
  mutation_id: `add-${id}`,
  kind: "add",
  annotation_id: id,
  label: "cat",
  shape: box(),
});
export const reshape = (mutationId: string, id: string, revision: number): Correction => ({
  mutation_id: mutationId,
  kind: "reshape",
  annotation_id: id,
  revision,
  shape: box(0, 0, 5, 5),
});

export const refuseWith = (status: number, code: string) => (): never => {
  throw new ApiError(status, code, "No.", {}, null);
};
export const unreachable = (): never => {
  throw new NetworkError();
};

/** Begin a test with nothing waiting, in front of a person. */
export function restartTime(): void {
  time.timers = [];
  time.waits = [];
  time.visible = true;
}
