import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scaleMask } from "./scale";
import { maskArea, maskFromSpans, spansOf } from "./spans";
import { maskOfRows, type Naive, naive, pack, rowsOf, unpack } from "./testing";

const part = (most: number) => fc.integer({ min: 1, max: most * 8 }).map((eighths) => eighths / 8);
/** Eighths of a pixel: centres of pixels fall on borders now and then, where the rule decides. */
const rectangle = fc.record({ x: part(6), y: part(6), width: part(16), height: part(16) });

/** Every pixel of the frame asked for itself: does the stretched picture of a set pixel cover its centre? */
function stretched({ size, bits }: Naive, from: Rectangle, to: Rectangle): boolean[] {
  const [height, width] = size;
  const [sx, sy] = [to.width / from.width, to.height / from.height];
  const covers = (start: number, end: number, centre: number) => start <= centre && centre < end;
  return Array.from({ length: height * width }, (_, place) => {
    const [x, y] = [(place % width) + 0.5, Math.floor(place / width) + 0.5];
    return bits.some((set, at) => {
      const [column, row] = [at % width, Math.floor(at / width)];
      return (
        set &&
        covers(to.x + (column - from.x) * sx, to.x + (column + 1 - from.x) * sx, x) &&
        covers(to.y + (row - from.y) * sy, to.y + (row + 1 - from.y) * sy, y)
      );
    });
  });
}

type Rectangle = { x: number; y: number; width: number; height: number };

describe("a mask that is stretched", () => {
  test("covers what each of its pixels covers", () => {
    fc.assert(
      fc.property(naive, rectangle, rectangle, (one, from, to) => {
        const wanted = stretched(one, from, to);
        fc.pre(wanted.some(Boolean));
        expect(unpack(scaleMask(pack(one), from, to))).toEqual(wanted);
      }),
    );
  });

  test("is never left without a pixel, and an empty one stays empty", () => {
    fc.assert(
      fc.property(naive, rectangle, rectangle, (one, from, to) => {
        expect(maskArea(scaleMask(pack(one), from, to)) > 0).toBe(one.bits.some(Boolean));
      }),
    );
  });

  test("to twice its size and back is what it was", () => {
    fc.assert(
      fc.property(naive, (one) => {
        const [height, width] = one.size;
        const room = maskFromSpans(new Uint32Array(0), [height * 2, width * 2]);
        const [small, large] = [
          { x: 0, y: 0, width, height },
          { x: 0, y: 0, width: width * 2, height: height * 2 },
        ];
        const bits = Array.from({ length: height * width * 4 }, (_, place) => {
          const [x, y] = [place % (width * 2), Math.floor(place / (width * 2))];
          return x < width && y < height && one.bits[y * width + x] === true;
        });
        const before = pack({ size: room.size, bits });
        const doubled = scaleMask(before, small, large);
        expect(maskArea(doubled)).toBe(maskArea(before) * 4);
        expect([...spansOf(scaleMask(doubled, large, small))]).toEqual([...spansOf(before)]);
      }),
    );
  });

  test("looks as it should", () => {
    const mask = maskOfRows(["##......", ".#......", "........", "........"]);
    const from = { x: 0, y: 0, width: 2, height: 2 };
    expect(rowsOf(scaleMask(mask, from, { x: 2, y: 0, width: 6, height: 4 }))).toEqual([
      "..######",
      "..######",
      ".....###",
      ".....###",
    ]);
  });
});
