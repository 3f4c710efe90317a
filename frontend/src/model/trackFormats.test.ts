import { expect, test } from "vitest";
import { formatTitle, guessFormat } from "./trackFormats";

test.each([
  ["", null],
  ["tracks.zip", null],
  ["remote.zip", null],
  ["gt.txt", "mot"],
  ["MOT17-04.zip", "mot"],
  ["tandem-mot-0123.zip", "mot"],
  ["annotations.xml", "cvat_video"],
  ["tandem-cvat_video-0123.zip", "cvat_video"],
] as const)("the name %s says %s", (name, format) => {
  expect(guessFormat(name)).toBe(format);
});

test("a format without a title keeps its name", () => {
  expect([formatTitle("cvat_video"), formatTitle("later")]).toEqual(["CVAT video", "later"]);
});
