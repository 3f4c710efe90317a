import fc from "fast-check";
import { expect, test } from "vitest";
import type { Shape } from "../../contract/contract";
import { compareSets, overlapOf, type Thing, tellDifference } from "./compareSets";

const box = (x: number, width = 10): Shape => ({ type: "box", x, y: 0, width, height: 10, rotation: 0 });
const thing = (id: string, label: string, x = 0, from: string | null = null): Thing => ({
  id,
  label,
  shape: box(x),
  from,
});
const told = (before: Thing[], after: Thing[]) => compareSets(before, after).map(tellDifference);

test("two equal sets differ in nothing, and neither do two empty ones", () => {
  expect(told([], [])).toEqual([]);
  expect(told([thing("a", "cat")], [thing("a", "cat")])).toEqual([]);
});

test("each difference is told once, what is gone first", () => {
  const before = [thing("a", "cat"), thing("b", "dog", 100), thing("c", "bird", 200)];
  const after = [thing("a", "cat", 5), thing("x", "fox", 300), thing("c", "crow", 200)];
  expect(told(before, after)).toEqual([
    "dog: removed",
    "fox: added",
    "bird → crow",
    "cat: moved, overlap 33 %",
  ]);
});

test("an object stands for the prediction it was made of, or else for the one it covers", () => {
  expect(told([thing("p.1", "cat")], [thing("ann", "cat", 40, "p.1")])).toEqual(["cat: moved, overlap 0 %"]);
  expect(told([thing("p.1", "cat")], [thing("ann", "cat", 2)])).toEqual(["cat: moved, overlap 67 %"]);
  expect(told([thing("p.1", "cat")], [thing("ann", "cat", 90)])).toEqual(["cat: removed", "cat: added"]);
});

test("one of two that cover the same goes to the one that is called the same", () => {
  const after = [thing("x", "dog", 1), thing("y", "cat", 2)];
  expect(told([thing("p", "cat")], after)).toEqual(["dog: added", "cat: moved, overlap 67 %"]);
});

test("nothing is told twice, and nothing is left out", () => {
  const things = fc
    .uniqueArray(fc.tuple(fc.nat(9), fc.constantFrom("a", "b"), fc.nat(60)), { selector: ([id]) => id })
    .map((all) => all.map(([id, label, x]) => thing(String(id), label, x)));
  fc.assert(
    fc.property(things, things, (before, after) => {
      const found = compareSets(before, after);
      const was = found.flatMap((one) => one.before?.id ?? []);
      const is = found.flatMap((one) => one.after?.id ?? []);
      expect([new Set(was).size, new Set(is).size]).toEqual([was.length, is.length]);
      const gone = found.filter(({ kind }) => kind === "removed").length;
      const added = found.filter(({ kind }) => kind === "added").length;
      expect(before.length - gone).toBe(after.length - added);
    }),
  );
});

test("the overlap of a thing with itself is 1, and of two apart 0", () => {
  expect([overlapOf(box(0), box(0)), overlapOf(box(0), box(50))]).toEqual([1, 0]);
});
