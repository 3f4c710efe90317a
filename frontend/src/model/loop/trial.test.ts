import { expect, it } from "vitest";
import type { Trial } from "../../contract/contract";
import { tellTrial } from "./trial";

const trial = (changes: Partial<Trial> & { took?: readonly number[] } = {}): Trial => {
  const { took = [], ...others } = changes;
  const frames = took.map((seconds, place) => ({ frame_id: `frm_${place}`, predictions: place, seconds }));
  return { frames, memory_bytes: 0, reason: null, notes: [], ...others };
};

it("tells of a trial that ended before its first picture why it did", () => {
  const told = tellTrial(trial({ reason: "It answered NaN." }));
  expect([told.words, told.reason]).toEqual(["No picture was tried to its end", "It answered NaN."]);
});

it("tells pictures, predictions, time and memory", () => {
  expect(tellTrial(trial({ took: [0.5] })).words).toBe("Tried on 1 picture · 0 predictions · 500 ms");
  const told = tellTrial(trial({ took: [0.1, 0.004, 0.2, 0.0042], memory_bytes: 312_400_000 }));
  expect(told.words).toBe(
    "Tried on 4 pictures · 6 predictions · 52 ms each, 200 ms at most · 312 MB of memory",
  );
});
