import { expect, test } from "vitest";
import { colourFor, NOBODY_COLOUR, objectColour } from "./colouring";
import { personColour, UNKNOWN_LABEL_COLOUR } from "./palette";

const labels = new Map([["cat", "#112233"]]);
const item = { id: "ann_1", label: "cat", authorId: "u1" };

test("by label, an unknown label is neutral", () => {
  expect(colourFor("label", item, labels)).toBe("#112233");
  expect(colourFor("label", { ...item, label: "dog" }, labels)).toBe(UNKNOWN_LABEL_COLOUR);
});

test("by author, everybody has the colour of their cursor and ghosts have nobody's", () => {
  expect(colourFor("author", item, labels)).toBe(personColour("u1"));
  expect(colourFor("author", { ...item, authorId: null }, labels)).toBe(NOBODY_COLOUR);
});

test("by object, colours are valid, stay the same and spread", () => {
  const colours = Array.from({ length: 300 }, (_, index) => objectColour(`ann_${index}`));
  for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  expect(objectColour("ann_7")).toBe(colours[7]);
  expect(new Set(colours).size).toBeGreaterThan(20);
});
