import { expect, test } from "vitest";
import { colourFor, NOBODY_COLOUR, objectColour } from "./colouring";
import { UNKNOWN_LABEL_COLOUR } from "./palette";

const labels = new Map([["cat", "#112233"]]);
const author = (id: string) => (id === "u1" ? "#445566" : "#778899");
const item = { id: "ann_1", label: "cat", authorId: "u1" };

test("by label, an unknown label is neutral", () => {
  expect(colourFor("label", item, labels, author)).toBe("#112233");
  expect(colourFor("label", { ...item, label: "dog" }, labels, author)).toBe(UNKNOWN_LABEL_COLOUR);
});

test("by author, everybody has the colour of their cursor and ghosts have nobody's", () => {
  expect(colourFor("author", item, labels, author)).toBe("#445566");
  expect(colourFor("author", { ...item, authorId: null }, labels, author)).toBe(NOBODY_COLOUR);
});

test("by object, colours are valid, stay the same and spread", () => {
  const made = Array.from({ length: 300 }, (_, index) => objectColour(`ann_${index}`));
  for (const colour of made) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  expect(objectColour("ann_7")).toBe(made[7]);
  expect(new Set(made).size).toBeGreaterThan(20);
});
