import { expect, test } from "vitest";
import {
  isReplaced,
  layersOf,
  layersShown,
  lookOf,
  mainGhosts,
  mainVersion,
  saidOnce,
  tinted,
} from "./ghostLayers";
import { box, frameState } from "./testing";

const ghost = (x: number, version = "one") => ({
  id: `prd_1.${x}`,
  frame_id: "frm",
  model_version_id: version,
  label: "cat",
  score: 0.5,
  shape: box(x, 0, 10, 10),
});

test("a run of all replaces what its version said, and nothing of another one", () => {
  expect(isReplaced(ghost(0), "one", null)).toBe(true);
  expect(isReplaced(ghost(0, "two"), "one", null)).toBe(false);
  expect(isReplaced(ghost(0), undefined, null)).toBe(false);
});

test("a run of a region replaces what has its middle there", () => {
  const region = { x: 0, y: 0, width: 20, height: 20 };
  expect(isReplaced(ghost(15), "one", region)).toBe(true);
  expect(isReplaced(ghost(16), "one", region)).toBe(false);
  expect(isReplaced({ ...ghost(90), shape: { type: "tag" } }, "one", region)).toBe(true);
});

test("versions differ in rhythm and tint", () => {
  expect(tinted("#000000", 0)).toBe("#000000");
  expect(tinted("#0080ff", 0.5)).toBe("#80c0ff");
  expect(tinted("red", 0.5)).toBe("red");
  const versions = ["a", "b", "c", "d"].map((id) => ({ id, name: id, version: "1" }));
  const layers = layersOf(versions);
  expect(layers.get("b")).toBe(1);
  expect(new Set(["a", "b", "c"].map((id) => lookOf(layers.get(id) ?? 0))).size).toBe(3);
  expect(lookOf(3)).toEqual(lookOf(0));
});

const short = (id: string) => ({ id, name: id, version: "1" });
const spoken = (pinned: string | null, ...ids: string[]) =>
  frameState({
    model_version: ids.length > 0 ? short(ids.at(-1) as string) : null,
    model_versions: ids.map(short),
    pinned_version_id: pinned,
    predictions: ids.map((id, place) => ghost(place, id)),
  });

test.each([
  [spoken(null), "b", null],
  [spoken(null, "a"), null, "a"],
  [spoken(null, "a"), "b", "a"],
  [spoken(null, "a", "b"), "b", "b"],
  [spoken(null, "a", "b"), "a", "a"],
  [spoken("a", "a", "b"), "b", "a"],
  [spoken("x", "a", "b"), "b", "b"],
  [spoken("x", "a", "b"), "y", "b"],
])(
  "a frame's ghosts are the champion's, unless people saw another one's when they touched it",
  (state, champion, main) => {
    expect(mainVersion(state, champion)).toBe(main);
    expect(mainGhosts(state, champion).map((it) => it.model_version_id)).toEqual(main ? [main] : []);
  },
);

test("what other versions said is hidden until a person switches it on", () => {
  const state = spoken(null, "a", "b", "c");
  const none = new Map<string, boolean>();
  expect(layersShown([], "b", none)).toEqual({ main: new Set(), hidden: new Set() });
  expect(layersShown([state], "b", none)).toEqual({ main: new Set(["b"]), hidden: new Set(["a", "c"]) });
  const choices = new Map([
    ["a", true],
    ["b", false],
  ]);
  expect(layersShown([state], "b", choices).hidden).toEqual(new Set(["b", "c"]));
  // On a video the reel may still hold the earlier champion's proposals.
  expect(layersShown([state, spoken(null, "a")], "b", none).hidden).toEqual(new Set(["c"]));
});

test("the frame's own version looks as ghosts always do, wherever it stands", () => {
  const layers = layersOf(["a", "b", "c"].map(short), new Set(["b"]));
  expect([layers.get("b"), layers.get("a"), layers.get("c")]).toEqual([0, 1, 2]);
});

test("what several versions say of one object is taken once, as the frame's own version says it", () => {
  const [one, again] = [ghost(0), { ...ghost(1, "two"), id: "prd_2.1" }];
  const apart = { ...ghost(50, "two"), id: "prd_2.2" };
  const renamed = { ...ghost(0, "two"), id: "prd_2.3", label: "dog" };
  const twice = { ...ghost(1), id: "prd_1.9" };
  expect(saidOnce([again, one, apart, renamed], new Set(["one"]))).toEqual([one, apart, renamed]);
  expect(saidOnce([one, { ...again, score: 0.9 }])).toEqual([{ ...again, score: 0.9 }]);
  expect(saidOnce([one, twice])).toEqual([one, twice]);
  expect(saidOnce([])).toEqual([]);
});
