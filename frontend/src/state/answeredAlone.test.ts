import { expect, test } from "vitest";
import { applyEvent } from "../model/applyEvent";
import { wordsOf } from "./answeredAlone";

const score = { found: 0, called: 0, missed: 0, extra: 0, mean_iou: null, f1: null };

test("how an answer went is told in a sentence", () => {
  expect(wordsOf(score)).toBe("Checked: nothing was there, and you drew nothing.");
  expect(wordsOf({ ...score, extra: 1 })).toBe("Checked: nothing was there.");
  expect(wordsOf({ found: 2, called: 1, missed: 1, extra: 3, mean_iou: 0.876, f1: 0.5 })).toBe(
    "This picture's truth is known: 2 of 4 right, 1 under another label, 1 missed, 3 too many, overlap 88 %.",
  );
});

test("who answers alone hears nothing of the frame", () => {
  const alone = { frame: { id: "frm_1" }, seq: 3, independent: true };
  const event = { type: "frame.reviewed", frame_id: "frm_1", frame_seq: 4, verdict: "approved" };
  const state = alone as unknown as Parameters<typeof applyEvent>[0];
  expect(applyEvent(state, event as unknown as Parameters<typeof applyEvent>[1])).toBe(state);
});
