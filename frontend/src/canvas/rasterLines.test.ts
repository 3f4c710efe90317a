import { expect, test } from "vitest";
import type { Shape } from "../contract/contract";
import { outlinesOf } from "./outlines";
import { packColour } from "./rasterBoxes";
import { drawOutline, type LinePen } from "./rasterLines";

const SIDE = 12;
const buffer = () => ({ pixels: new Uint32Array(SIDE * SIDE), width: SIDE, height: SIDE });
const colour = packColour("#ff8000", 0);
const pen: LinePen = { colour, width: 1, alpha: 1, dash: null };
const still = { scale: 1, x: 0, y: 0 };
const lit = (pixels: Uint32Array) => pixels.filter((pixel) => pixel !== 0).length;
const at = (pixels: Uint32Array, x: number, y: number) => pixels[y * SIDE + x] ?? 0;

function draw(shape: Shape, placing = still, with_ = pen) {
  const target = buffer();
  for (const outline of outlinesOf(shape)) drawOutline(target, outline, placing, with_);
  return target.pixels;
}

test("an outline without points leaves the buffer empty", () => {
  expect(lit(draw({ type: "polyline", points: [] }))).toBe(0);
});

test("what lies outside the buffer leaves it empty", () => {
  const points = [
    [40, 40],
    [60, 40],
    [50, 60],
  ] as const;
  expect(lit(draw({ type: "polygon", points }))).toBe(0);
});

test("a level line on pixel centres is one opaque row", () => {
  const pixels = draw({
    type: "polyline",
    points: [
      [2, 5.5],
      [8.5, 5.5],
    ],
  });
  expect(lit(pixels)).toBe(7);
  expect(at(pixels, 2, 5)).toBe(packColour("#ff8000"));
});

test("a line between two rows is half as strong in both", () => {
  const pixels = draw({
    type: "polyline",
    points: [
      [2, 6],
      [8, 6],
    ],
  });
  expect(at(pixels, 5, 5) >>> 24).toBe(127);
  expect(at(pixels, 5, 6) >>> 24).toBe(127);
});

test("a slanting line has no gap", () => {
  const pixels = draw({
    type: "polyline",
    points: [
      [1, 1],
      [5, 10],
    ],
  });
  for (let y = 1; y < 10; y++) {
    expect(Array.from({ length: SIDE }, (_, x) => at(pixels, x, y)).some((pixel) => pixel !== 0)).toBe(true);
  }
});

test("a line far longer than the buffer is cut to it", () => {
  const points = [
    [-5_000, -5_000],
    [5_000, 5_000],
  ] as const;
  expect(lit(draw({ type: "polyline", points }))).toBeGreaterThanOrEqual(SIDE);
});

test("a polygon closes and a polyline does not", () => {
  const points = [
    [2, 2.5],
    [9, 2.5],
    [9, 9],
  ] as const;
  expect(lit(draw({ type: "polygon", points }))).toBeGreaterThan(lit(draw({ type: "polyline", points })));
});

test("a dashed outline has gaps", () => {
  const points = [
    [0, 5.5],
    [12, 5.5],
  ] as const;
  const dashed = draw({ type: "polyline", points }, still, { ...pen, dash: { on: 2, period: 4 } });
  expect(lit(dashed)).toBe(6);
});

test("a hard line is one pixel wide, whole, and cut to the buffer", () => {
  const hard = { ...pen, width: 0 };
  const long: Shape = {
    type: "polyline",
    points: [
      [-5_000, 4],
      [5_000, 5],
    ],
  };
  const pixels = draw(long, still, hard);
  expect(lit(pixels)).toBe(SIDE);
  expect(new Set(pixels.filter((pixel) => pixel !== 0))).toEqual(new Set([packColour("#ff8000")]));
});

test("an object smaller than a pixel still shows", () => {
  const points = [
    [500, 500],
    [503, 500],
    [501, 504],
  ] as const;
  expect(lit(draw({ type: "polygon", points }, { scale: 0.01, x: 0.5, y: 0.5 }))).toBeGreaterThan(0);
});

test("a faint line does not cut a strong one", () => {
  const target = buffer();
  const row: Shape = {
    type: "polyline",
    points: [
      [0, 5.5],
      [11, 5.5],
    ],
  };
  for (const outline of outlinesOf(row)) {
    drawOutline(target, outline, still, pen);
    drawOutline(target, outline, still, { ...pen, colour: packColour("#000000", 0), alpha: 0.4 });
  }
  expect(at(target.pixels, 5, 5)).toBe(packColour("#ff8000"));
});
