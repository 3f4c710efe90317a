import { expect, test } from "vitest";
import type { Shape } from "../contract/contract";
import { box } from "../model/testing";
import { BATCH_RUNS, nextBatch } from "./outboxBatch";
import type { OutboxEntry } from "./outboxStorage";

const entry = (id: string, shape: Shape): OutboxEntry => ({
  mutation_id: `m-${id}`,
  tab: "here",
  user_id: "u1",
  project_id: "prj_1",
  frame_id: "frm_1",
  order: 1,
  correction: { mutation_id: `m-${id}`, kind: "add", annotation_id: id, label: "cat", shape },
  state: "waiting",
  attempted: false,
  reason: null,
  theirs: null,
  theirs_revision: null,
});
const mask = (runs: number): Shape => ({ type: "mask", size: [1, runs], counts: new Array(runs).fill(1) });
const ids = (entries: readonly OutboxEntry[]) => entries.map(({ correction }) => correction.annotation_id);

test("nothing waiting is no batch", () => {
  expect(nextBatch([], "frm_1")).toEqual([]);
});

test("large masks travel in batches that the server takes, and never stay behind", () => {
  const third = Math.ceil(BATCH_RUNS / 3) + 1;
  const entries = [
    entry("a", mask(third)),
    entry("b", box()),
    entry("c", mask(third)),
    entry("d", mask(third)),
  ];
  expect(ids(nextBatch(entries, "frm_1"))).toEqual(["a", "b", "c"]);
  expect(ids(nextBatch(entries.slice(3), "frm_1"))).toEqual(["d"]);
  expect(ids(nextBatch([entry("e", mask(BATCH_RUNS + 1)), entry("f", box())], "frm_1"))).toEqual(["e", "f"]);
});
