import { expect, test } from "vitest";
import { spriteTile } from "./spriteTile";

const sprite = { url: "", tile_width: 160, tile_height: 90, columns: 3, indices: [0, 10, 25, 40] };

test("no small pictures, none to show", () => {
  expect(spriteTile({ ...sprite, indices: [] }, 5, 80)).toBeNull();
});

test("a frame is shown by the small picture that is not after it", () => {
  const places = [0, 9, 10, 24, 25, 39, 40, 500].map((frame) => spriteTile(sprite, frame, 80)?.place);
  expect(places).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
});

test("its place on the sheet is in the pixels of the scaled sheet", () => {
  expect(spriteTile(sprite, 40, 80)).toEqual({ place: 3, x: 0, y: 45, height: 45, sheetWidth: 240 });
});
