import { describe, expect, test } from "vitest";
import { fuzzyScore, rankItems } from "./fuzzy";

const items = [
  "Accept the selected ghost",
  "Accept all ghosts above the threshold",
  "Next ghost",
  "Zoom in",
].map((title) => ({ id: title, title, also: title.startsWith("Zoom") ? "View" : "Ghosts" }));
const titles = (words: string, recent: string[] = []) =>
  rankItems(items, words, recent).map((item) => item.title);

describe("the score of a few letters", () => {
  test("no letters name everything alike", () => expect(fuzzyScore("", "Zoom in")).toBe(0));
  test("letters that are not there in order name nothing", () => {
    expect(fuzzyScore("mooz", "Zoom in")).toBeNull();
    expect(fuzzyScore("zx", "Zoom in")).toBeNull();
  });
  test("the starts of words count for more than letters in the middle", () => {
    expect(fuzzyScore("zi", "Zoom in") ?? 0).toBeGreaterThan(fuzzyScore("om", "Zoom in") ?? 0);
  });
  test("a text that begins with the letters beats one that only holds them", () => {
    expect(fuzzyScore("fit", "Fit the picture") ?? 0).toBeGreaterThan(fuzzyScore("fit", "No profit") ?? 0);
  });
});

describe("the ranking", () => {
  test("without words recent items come first, and all are there", () => {
    expect(titles("", ["Zoom in"])[0]).toBe("Zoom in");
    expect(titles("")).toHaveLength(items.length);
  });
  test("initials find a command", () =>
    expect(titles("aag")[0]).toBe("Accept all ghosts above the threshold"));
  test("the group's name finds its commands, behind those with the word in their title", () => {
    expect(titles("view")).toEqual(["Zoom in"]);
  });
  test("of two equal ones the one used before comes first", () => {
    expect(titles("accept", ["Accept all ghosts above the threshold"])[0]).toBe(
      "Accept all ghosts above the threshold",
    );
  });
  test("nothing is found for words that nothing has", () => expect(titles("qqq")).toEqual([]));
});
