import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Suspect } from "../contract/suspects";
import { mendOf, nextUndone, placeOf, stepFrom, tilesFor, viewAround, wordsOf } from "./suspects";
import { annotation, contents } from "./testing";
import { tileBounds } from "./tiles";

const suspect = (fields: Partial<Suspect> = {}): Suspect => ({
  id: "sus_1",
  kind: "label",
  asset_id: "ast_1",
  asset_name: "a.jpg",
  frame_id: "frm_1",
  annotation_id: "ann_1",
  prediction_id: null,
  label: "cat",
  suggested: "dog",
  score: 0.9,
  reason: "",
  dismissed: null,
  frame: contents().frame,
  drawn: null,
  other: null,
  said: null,
  ...fields,
});

describe("what would mend a suspect", () => {
  test.each([
    [{ kind: "label" }, "Call it dog"],
    [{ kind: "missing" }, "Add the dog"],
    [{ kind: "twin", suggested: null }, "Remove this one"],
    [{ kind: "label", suggested: null }, null],
    [{ kind: "size", suggested: null }, null],
  ] as const)("of %o is: %s", (fields, words) => {
    const mend = mendOf(suspect(fields));
    expect(mend && wordsOf(mend)).toBe(words);
  });
});

test("a place holds all that the suspicion is about, and the whole frame has none", () => {
  expect(placeOf(suspect())).toBeNull();
  const drawn = annotation({ shape: { type: "box", x: 10, y: 10, width: 20, height: 20 } });
  const said = { ...drawn, score: 1, model_version_id: "", shape: { ...drawn.shape, x: 25 } } as never;
  expect(placeOf(suspect({ drawn, said }))).toEqual({ x: 10, y: 10, width: 35, height: 20 });
});

const lengths = fc.integer({ min: 1, max: 4_000 });

test("a view has its form, holds the place, and leaves the frame only where it is larger", () => {
  fc.assert(
    fc.property(lengths, lengths, lengths, lengths, lengths, lengths, (w, h, x, y, width, height) => {
      const frame = { width: w, height: h };
      const place = {
        x: x % w,
        y: y % h,
        width: Math.min(width, w - (x % w)),
        height: Math.min(height, h - (y % h)),
      };
      const view = viewAround(place, frame, 4 / 3);
      expect(view.width / view.height).toBeCloseTo(4 / 3);
      expect(view.x).toBeLessThanOrEqual(place.x + 1e-6);
      expect(view.y).toBeLessThanOrEqual(place.y + 1e-6);
      expect(view.x + view.width).toBeGreaterThanOrEqual(place.x + place.width - 1e-6);
      expect(view.y + view.height).toBeGreaterThanOrEqual(place.y + place.height - 1e-6);
      if (view.width <= w) expect(view.x).toBeGreaterThanOrEqual(0);
      if (view.width <= w) expect(view.x + view.width).toBeLessThanOrEqual(w + 1e-6);
    }),
  );
});

test("few tiles show a view, however large the picture, and they cover it", () => {
  const sheet = { width: 40_000, height: 30_000, tiles: { size: 512, levels: 8, format: "jpeg" as const } };
  for (const width of [60, 900, 20_000]) {
    const view = viewAround({ x: 9_000, y: 9_000, width, height: width / 2 }, sheet, 4 / 3);
    const found = tilesFor(sheet, view, 560).map((tile) => tileBounds(sheet, tile));
    expect(found.length).toBeLessThanOrEqual(12);
    expect(Math.min(...found.map((at) => at.x))).toBeLessThanOrEqual(view.x);
    expect(Math.max(...found.map((at) => at.x + at.width))).toBeGreaterThanOrEqual(view.x + view.width);
  }
});

test("the keyboard steps through the list and stays at its ends", () => {
  expect(stepFrom([], null, 1)).toBeNull();
  expect(stepFrom(["a", "b"], null, -1)).toBe("a");
  expect(stepFrom(["a", "b"], "a", 1)).toBe("b");
  expect(stepFrom(["a", "b"], "b", 1)).toBe("b");
  expect(stepFrom(["a", "b"], "a", -1)).toBe("a");
});

test("after one is done the next that is not comes, else the nearest before", () => {
  const done =
    (...ids: string[]) =>
    (id: string) =>
      ids.includes(id);
  expect(nextUndone(["a", "b", "c"], "a", done("a", "b"))).toBe("c");
  expect(nextUndone(["a", "b", "c"], "c", done("c"))).toBe("b");
  expect(nextUndone(["a"], "a", done("a"))).toBeNull();
});
