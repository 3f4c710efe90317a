import fc from "fast-check";
import { describe, expect, test } from "vitest";
import vectors from "../../../../tests/contract/vectors/masks.json";
import type { MaskShape, Point } from "../../contract/contract";
import { intersectMasks, maskOrigin, subtractMask, translateMask, unionMasks } from "./algebra";
import { bitmapToMask, maskToBitmap } from "./bitmap";
import { brushCovers, capsuleSpans, eraseCapsule, paintCapsule, strokeSpans } from "./brush";
import { fillHoleAt, fillHoles } from "./holes";
import {
  decodeRuns,
  emptyMask,
  encodeRuns,
  isEmptyMask,
  type MaskSize,
  maskArea,
  maskBounds,
  maskContains,
  maskFromSpans,
  maskIsNear,
  sameMask,
  spansOf,
} from "./spans";
import { maskOfRows, type Naive, naive, pack, pairOfNaive, rowsOf, unpack } from "./testing";

describe("runs", () => {
  test("an empty mask has no pixel, no bounds and no area", () => {
    const none = emptyMask([4, 5]);
    expect(none.counts).toEqual([20]);
    expect([maskArea(none), maskBounds(none), isEmptyMask(none)]).toEqual([0, null, true]);
    expect(maskContains(none, [1, 1])).toBe(false);
  });

  test("empty runs in the middle join their neighbours", () => {
    const odd: MaskShape = { type: "mask", size: [2, 5], counts: [0, 2, 0, 1, 3, 0, 2, 2] };
    expect(encodeRuns(spansOf(odd), odd.size)).toEqual([0, 3, 5, 2]);
  });

  test("reading and writing runs is the identity", () => {
    fc.assert(
      fc.property(naive, (given) => {
        const mask = pack(given);
        expect(encodeRuns(decodeRuns(mask.counts), mask.size)).toEqual(mask.counts);
      }),
    );
  });

  test("the bitmap of the bounding box is the mask, and packs to it again", () => {
    fc.assert(
      fc.property(naive, (given) => {
        const mask = pack(given);
        const bitmap = maskToBitmap(mask);
        expect(bitmap.bits.length).toBe(bitmap.width * bitmap.height);
        expect(bitmapToMask(bitmap, mask.size)).toEqual(mask);
      }),
    );
  });

  test("a bitmap that sticks out of the frame is cut", () => {
    const bits = new Uint8Array(9).fill(1);
    expect(rowsOf(bitmapToMask({ x: -1, y: -2, width: 3, height: 3, bits }, [3, 3]))).toEqual([
      "##.",
      "...",
      "...",
    ]);
  });

  test("area, bounds and the point test agree with the pixels", () => {
    fc.assert(
      fc.property(naive, (given) => {
        const mask = pack(given);
        const [height, width] = given.size;
        const set = given.bits.flatMap((bit, i) =>
          bit ? [[i % width, Math.floor(i / width)] as const] : [],
        );
        expect(maskArea(mask)).toBe(set.length);
        const xs = set.map(([x]) => x);
        const ys = set.map(([, y]) => y);
        expect(maskBounds(mask)).toEqual(
          set.length === 0
            ? null
            : {
                x: Math.min(...xs),
                y: Math.min(...ys),
                width: Math.max(...xs) - Math.min(...xs) + 1,
                height: Math.max(...ys) - Math.min(...ys) + 1,
              },
        );
        for (let y = -1; y <= height; y++)
          for (let x = -1; x <= width; x++) {
            const inside =
              x >= 0 && y >= 0 && x < width && y < height && (given.bits[y * width + x] ?? false);
            expect(maskContains(mask, [x + 0.3, y + 0.9])).toBe(inside);
          }
      }),
    );
  });

  test("near a mask is on it after a step", () => {
    const mask = maskOfRows(["....", ".#..", "...."]);
    expect(maskIsNear(mask, [1.5, 1.5], 0)).toBe(true);
    expect(maskIsNear(mask, [3.2, 1.5], 1)).toBe(false);
    expect(maskIsNear(mask, [3.2, 1.5], 1.5)).toBe(true);
  });
});

describe("joining and cutting", () => {
  test("union, difference and intersection agree with the pixels", () => {
    fc.assert(
      fc.property(pairOfNaive, ([a, b]) => {
        const [left, right] = [pack(a), pack(b)];
        const each = (rule: (p: boolean, q: boolean) => boolean) =>
          a.bits.map((bit, i) => rule(bit, b.bits[i] as boolean));
        expect(unpack(unionMasks(left, right))).toEqual(each((p, q) => p || q));
        expect(unpack(subtractMask(left, right))).toEqual(each((p, q) => p && !q));
        expect(unpack(intersectMasks(left, right))).toEqual(each((p, q) => p && q));
        expect(sameMask(unionMasks(left, right), unionMasks(right, left))).toBe(true);
      }),
    );
  });

  test("a move shifts every pixel and cuts what leaves the frame", () => {
    const step = fc.integer({ min: -15, max: 15 });
    fc.assert(
      fc.property(naive, step, step, (given, dx, dy) => {
        const [height, width] = given.size;
        const moved = translateMask(pack(given), dx, dy);
        const expected = given.bits.map((_bit, i) => {
          const [x, y] = [(i % width) - dx, Math.floor(i / width) - dy];
          return x >= 0 && y >= 0 && x < width && y < height && (given.bits[y * width + x] ?? false);
        });
        expect(unpack(moved)).toEqual(expected);
        const origin = maskOrigin(moved);
        if (origin) expect(maskArea(moved)).toBe(maskArea(origin.base));
      }),
    );
  });
});

describe("the brush", () => {
  const place = fc.double({ min: -6, max: 26, noNaN: true });
  const point = fc.tuple(place, place) as fc.Arbitrary<Point>;
  const radius = fc.double({ min: 0.2, max: 9, noNaN: true });

  test("a segment covers the pixels whose centres are within the radius, and no other", () => {
    fc.assert(
      fc.property(point, point, radius, (from, to, reach) => {
        const size: MaskSize = [18, 20];
        const bits = unpack(maskFromSpans(capsuleSpans(from, to, reach, size), size));
        const expected = bits.map((_bit, i) => brushCovers(i % 20, Math.floor(i / 20), from, to, reach));
        expect(bits).toEqual(expected);
      }),
      { numRuns: 600 },
    );
  });

  test("painting adds and erasing takes away what the segment covers", () => {
    fc.assert(
      fc.property(naive, point, point, radius, (given, from, to, reach) => {
        const mask = pack(given);
        const width = given.size[1];
        const covers = (i: number) => brushCovers(i % width, Math.floor(i / width), from, to, reach);
        expect(unpack(paintCapsule(mask, from, to, reach))).toEqual(
          given.bits.map((bit, i) => bit || covers(i)),
        );
        expect(unpack(eraseCapsule(mask, from, to, reach))).toEqual(
          given.bits.map((bit, i) => bit && !covers(i)),
        );
      }),
    );
  });

  test("a stroke without points covers nothing, and one point is a disc", () => {
    expect(strokeSpans([], 5, [9, 9]).length).toBe(0);
    expect(rowsOf(maskFromSpans(strokeSpans([[2.5, 2.5]], 1, [5, 5]), [5, 5]))).toEqual([
      ".....",
      "..#..",
      ".###.",
      "..#..",
      ".....",
    ]);
  });
});

describe("holes", () => {
  /** Pixels from which the frame's surroundings can be reached by the sides of unset pixels. */
  function outside({ size: [height, width], bits }: Naive): boolean[] {
    const reached = bits.map(() => false);
    const waiting: [number, number][] = [];
    const enter = (x: number, y: number) => {
      const i = y * width + x;
      if (x < 0 || y < 0 || x >= width || y >= height || bits[i] || reached[i]) return;
      reached[i] = true;
      waiting.push([x, y]);
    };
    for (let x = 0; x < width; x++) for (const y of [0, height - 1]) enter(x, y);
    for (let y = 0; y < height; y++) for (const x of [0, width - 1]) enter(x, y);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [x, y] = next;
      enter(x + 1, y);
      enter(x - 1, y);
      enter(x, y + 1);
      enter(x, y - 1);
    }
    return reached;
  }

  test("filling sets what cannot be reached from outside", () => {
    fc.assert(
      fc.property(naive, (given) => {
        expect(unpack(fillHoles(pack(given)))).toEqual(outside(given).map((reached) => !reached));
      }),
      { numRuns: 400 },
    );
  });

  test("one hole can be filled alone", () => {
    const mask = maskOfRows(["#######", "#..#..#", "#######"]);
    expect(rowsOf(fillHoleAt(mask, [1.5, 1.5]))).toEqual(["#######", "####..#", "#######"]);
    expect(fillHoleAt(mask, [0.5, 0.5])).toBe(mask);
    expect(fillHoleAt(maskOfRows(["#.#", "#.#"]), [1.5, 0.5])).toEqual(maskOfRows(["#.#", "#.#"]));
  });
});

test("a mask of a 100-megapixel frame costs what its outline costs", () => {
  const size: MaskSize = [8_700, 11_600];
  const mask = maskFromSpans(
    strokeSpans(
      [
        [6_000, 4_000],
        [6_400, 4_300],
      ],
      200,
      size,
    ),
    size,
  );
  expect(spansOf(mask).length).toBeLessThan(2_000);
  expect(maskToBitmap(mask).bits.length).toBeLessThanOrEqual(800 * 700);
  expect(maskContains(mask, [6_200, 4_150])).toBe(true);
});

describe("agreement with pycocotools", () => {
  const { masks, pairs } = vectors;
  type Vector = (typeof masks)[number];
  const maskOf = ({ size: [height = 0, width = 0], counts }: Vector): MaskShape => ({
    type: "mask",
    size: [height, width],
    counts,
  });

  test.each(masks.map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
    const mask = maskOf(vector);
    expect(rowsOf(mask)).toEqual(vector.rows);
    expect(encodeRuns(spansOf(maskOfRows(vector.rows)), mask.size)).toEqual(vector.counts);
    expect(bitmapToMask(maskToBitmap(mask), mask.size).counts).toEqual(vector.counts);
    expect(maskArea(mask)).toBe(vector.area);
    const bounds = maskBounds(mask);
    expect(bounds ? [bounds.x, bounds.y, bounds.width, bounds.height] : [0, 0, 0, 0]).toEqual(vector.bbox);
  });

  test("joins and intersections", () => {
    const byName = new Map(masks.map((vector) => [vector.name, maskOf(vector)]));
    expect(pairs.length).toBeGreaterThan(3);
    for (const { a, b, union, intersection } of pairs) {
      const [left, right] = [byName.get(a) as MaskShape, byName.get(b) as MaskShape];
      expect(unionMasks(left, right).counts).toEqual(union);
      expect(intersectMasks(left, right).counts).toEqual(intersection);
    }
  });
});
