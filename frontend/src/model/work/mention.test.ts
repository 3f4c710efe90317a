import { expect, test } from "vitest";
import { completeMention, mentionAt, namesFor } from "./mention";

test("a name is being written only behind an @ of its own", () => {
  expect(mentionAt("", 0)).toBeNull();
  expect(mentionAt("@", 1)).toEqual({ start: 0, begun: "" });
  expect(mentionAt("see @an", 7)).toEqual({ start: 4, begun: "an" });
  expect(mentionAt("me@an", 5)).toBeNull();
  expect(mentionAt("@ann b", 6)).toBeNull();
  expect(mentionAt("(@zoë", 5)).toEqual({ start: 1, begun: "zoë" });
});

test("names that begin so come before those that hold it", () => {
  expect(namesFor("", ["bob", "ann"])).toEqual(["bob", "ann"]);
  expect(namesFor("AN", ["joan", "ann", "bob"])).toEqual(["ann", "joan"]);
});

test("the name takes the place of what was begun and the caret stands behind it", () => {
  expect(completeMention("see @an please", 4, 7, "ann")).toEqual({ text: "see @ann please", caret: 9 });
});
