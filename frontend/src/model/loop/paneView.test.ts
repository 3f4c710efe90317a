import { expect, it } from "vitest";
import { panView, pixelsPerDot, wholeView, zoomView } from "./paneView";

const frame = { width: 400, height: 200 };
const whole = wholeView(frame);

it("looks closer at a point that stays where it is", () => {
  const near = zoomView(whole, frame, 2, [100, 50]);
  expect(near).toEqual({ x: 50, y: 25, width: 200, height: 100 });
  expect(zoomView(near, frame, 0.5, [100, 50])).toEqual(whole);
});

it("never shows more than the picture, nor less than a few pixels of it", () => {
  expect(zoomView(whole, frame, 0.1)).toEqual(whole);
  expect(zoomView(whole, frame, 1e9).height).toBe(24);
  const speck = { width: 8, height: 8 };
  expect(zoomView(wholeView(speck), speck, 9)).toEqual(wholeView(speck));
});

it("moves no further than the edges", () => {
  const near = zoomView(whole, frame, 2);
  expect(panView(near, frame, -1_000, 10)).toEqual({ ...near, x: 0, y: 60 });
  expect(panView(near, frame, 1_000, 1_000)).toEqual({ ...near, x: 200, y: 100 });
});

it("tells how large a dot of the screen is on the picture", () => {
  expect(pixelsPerDot(whole, { width: 0, height: 0 })).toBe(1);
  expect(pixelsPerDot(whole, { width: 100, height: 100 })).toBe(4);
});
