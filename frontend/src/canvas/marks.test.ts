// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { TrackShape } from "../contract/contract";
import { annotation, box, contents, frameState } from "../model/testing";
import { keyframeOn } from "../model/track/keyframes";
import { outbox } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import type { OutboxEntry } from "../state/outboxStorage";
import { marksOn } from "./marks";

const track: TrackShape = {
  type: "track",
  keyframes: [keyframeOn(0, { shape: box(10) }), keyframeOn(8, { shape: box(60) })],
};
const theirs = annotation({
  id: "ann_1",
  frame_id: "reel_1",
  shape: track,
  actor: { id: "u2", name: "Ben" },
});
const entry = {
  mutation_id: "mine-0001",
  user_id: "u1",
  frame_id: "reel_1",
  correction: {
    mutation_id: "mine-0001",
    kind: "rekey",
    annotation_id: "ann_1",
    revision: 1,
    keyframes: { 8: { shape: box(30) } },
  },
  state: "conflict",
  theirs,
} as unknown as OutboxEntry;

function marksAt(index: number) {
  const { frame } = contents();
  frameStore.openInVideo("reel_1", { ...frame, id: "frm_1", index });
  return marksOn(frameState()).map(({ words, shape, dashed }) => ({ words, shape, dashed }));
}

test("both versions of a track are marked on the keyframe at which they differ, and on no other frame", () => {
  expect(marksAt(8)).toEqual([]);
  outbox.store.setState({ entries: [entry] });
  expect(marksAt(8)).toEqual([
    { words: "Ben: cat", shape: box(60), dashed: false },
    { words: "mine: cat", shape: box(30), dashed: true },
  ]);
  expect(marksAt(7)).toEqual([]);
});

test("a version in which the object is gone there has no outline", () => {
  const gone = { ...entry, correction: { ...entry.correction, keyframes: { 8: null } } };
  outbox.store.setState({ entries: [gone as OutboxEntry] });
  expect(marksAt(8)).toEqual([{ words: "Ben: cat", shape: box(60), dashed: false }]);
});
