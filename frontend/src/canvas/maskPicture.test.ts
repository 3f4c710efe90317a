import { expect, test } from "vitest";
import { BitmapCache, coarseness } from "./maskPicture";

test("a copy is never coarser than the screen", () => {
  expect([2, 1, 0.9, 0.5, 0.3, 0.25, 0.1].map(coarseness)).toEqual([1, 1, 1, 2, 2, 4, 8]);
});

test("the cache forgets what was not used for longest, and never the newest", () => {
  const cache = new BitmapCache<object, { width: number; height: number }>(1_000);
  const made: string[] = [];
  const get = (key: object, name: string, side: number) =>
    cache.get(key, "#000000", () => {
      made.push(name);
      return { width: side, height: side };
    });
  const [a, b, c] = [{}, {}, {}];
  get(a, "a", 10);
  get(b, "b", 10);
  get(a, "a", 10);
  expect(made).toEqual(["a", "b"]);
  get(c, "c", 10);
  get(a, "a", 10);
  expect(made).toEqual(["a", "b", "c"]);
  get(b, "b", 10);
  expect(made).toEqual(["a", "b", "c", "b"]);
  expect(cache.held).toBe(800);
  get(c, "too large", 40);
  expect(made.at(-1)).toBe("too large");
  expect(cache.held).toBe(6_400);
});
