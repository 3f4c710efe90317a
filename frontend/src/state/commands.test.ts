import { expect, test } from "vitest";
import { COMMANDS } from "./commands";
import { findClashes, nameKey, showKey } from "./keys";

test("no two commands answer the same key at the same time", () => {
  expect(findClashes(COMMANDS)).toEqual([]);
});

test("the clash finder finds a clash", () => {
  const clashes = findClashes([
    { id: "one", keys: ["a"], scope: "global" },
    { id: "two", keys: ["a"], scope: "editor" },
  ]);
  expect(clashes).toEqual(["a: one and two"]);
});

test("ids are unique", () => {
  expect(new Set(COMMANDS.map((item) => item.id)).size).toBe(COMMANDS.length);
});

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "shiftKey" | "altKey" | "metaKey", boolean>> = {},
) => nameKey({ key, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...held });

test.each([
  ["a", {}, "a"],
  ["A", { shiftKey: true }, "shift+a"],
  ["?", { shiftKey: true }, "?"],
  ["z", { metaKey: true }, "mod+z"],
  ["Z", { ctrlKey: true, shiftKey: true }, "mod+shift+z"],
  ["ArrowLeft", { shiftKey: true }, "shift+left"],
] as const)("pressing %s with %o is %s", (key, held, name) => {
  expect(press(key, held)).toBe(name);
});

test("a key is shown as on the keyboard", () => {
  expect(showKey("mod+shift+z")).toEqual(["Ctrl", "Shift", "Z"]);
  expect(showKey("+")).toEqual(["+"]);
  for (const part of COMMANDS.flatMap((item) => item.keys.flatMap(showKey)))
    expect(part).not.toMatch(/^[a-z]/);
});
