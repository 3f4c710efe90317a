import { describe, expect, test } from "vitest";
import { contrast, PALETTE, UNKNOWN_LABEL_COLOUR } from "../model/palette";
import { NAME_HEIGHT, nameColours, placeName } from "./nameTag";

const CANVAS = { width: 400, height: 300 };
const LABEL_COLOURS = [
  ...PALETTE,
  UNKNOWN_LABEL_COLOUR,
  "#0072b2",
  "#009e73",
  "#000000",
  "#ffffff",
  "#7f7f7f",
];

describe("a name on the canvas", () => {
  test.each(LABEL_COLOURS)("is legible in %s, on an object and on a ghost", (colour) => {
    for (const ghost of [true, false]) {
      const { ground, ink } = nameColours(colour, ghost);
      expect(contrast(ground, ink)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("stands above its object where there is room", () => {
    expect(placeName(50, 100, 60, CANVAS)).toEqual({ left: 49, top: 100 - NAME_HEIGHT - 1, above: true });
  });

  test("goes inside its object where there is no room above", () => {
    expect(placeName(50, 10, 60, CANVAS)).toEqual({ left: 49, top: 11, above: false });
  });

  test.each([
    [-80, -40],
    [390, 150],
    [200, 299],
    [200, 330],
  ])("of an object at %d, %d stays whole inside the canvas", (x, y) => {
    const { left, top } = placeName(x, y, 60, CANVAS);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left + 60).toBeLessThanOrEqual(CANVAS.width);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top + NAME_HEIGHT).toBeLessThanOrEqual(CANVAS.height);
  });
});
