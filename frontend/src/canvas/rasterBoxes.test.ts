import { expect, test } from "vitest";
import { outlineBox, packColour } from "./rasterBoxes";

const buffer = () => ({ pixels: new Uint32Array(10 * 10), width: 10, height: 10 });
const pen = { colour: packColour("#ff8000"), thickness: 1, dash: null };
const count = (pixels: Uint32Array) => pixels.filter((pixel) => pixel !== 0).length;

test("a box outside the buffer leaves it empty", () => {
  const target = buffer();
  outlineBox(target, 20, 20, 30, 30, pen);
  expect(count(target.pixels)).toBe(0);
});

test("an outline has exactly the pixels of its four sides", () => {
  const target = buffer();
  outlineBox(target, 2, 3, 6, 7, pen);
  expect(count(target.pixels)).toBe(16);
  expect(target.pixels[3 * 10 + 2]).toBe(packColour("#ff8000"));
  expect(target.pixels[4 * 10 + 3]).toBe(0);
});

test("a box larger than the buffer is cut to it", () => {
  const target = buffer();
  outlineBox(target, -5, 4, 50, 50, pen);
  expect(count(target.pixels)).toBe(10);
});

test("a dashed outline has gaps, of the pen's own measure", () => {
  const drawn = (on: number, period: number) => {
    const target = buffer();
    outlineBox(target, 0, 0, 9, 9, { ...pen, dash: { on, period } });
    return Array.from(target.pixels.slice(0, 9), (pixel) => (pixel === 0 ? " " : "-")).join("");
  };
  expect(drawn(5, 9)).toBe("-----    ");
  expect(drawn(2, 5)).toBe("--   --  ");
});

test("colours lie in memory as the canvas wants them", () => {
  expect([...new Uint8Array(new Uint32Array([packColour("#102030")]).buffer)]).toEqual([
    0x10, 0x20, 0x30, 0xff,
  ]);
});
