import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "./commands";
import { findClashes, type Scope } from "./keys";
import {
  clashesOf,
  importOverrides,
  keysIn,
  type Overrides,
  readOverrides,
  refusalOf,
  withFirstKeys,
  withKey,
  withoutKey,
  writeOverrides,
} from "./rebinding";

const binding = (id: string, keys: string[], scope: Scope = "editor") => ({ id, keys, scope });
type B = ReturnType<typeof binding>;
const ALL: readonly B[] = [
  binding("box", ["r"]),
  binding("pan", ["h"]),
  binding("next", ["]"], "project"),
  binding("theme", [], "global"),
];
const [BOX, PAN, , THEME] = ALL as [B, B, B, B];
const NONE: Overrides = new Map();
const effective = (all: readonly B[], overrides: Overrides) =>
  all.map((item) => ({ ...item, keys: keysIn(overrides, item) }));

describe("which keys are refused", () => {
  test.each([
    "esc",
    "space",
    "tab",
    "mod+w",
    "mod+shift+n",
    "mod+3",
    "f5",
    "alt+left",
    "",
    "shift+shift",
    "dead",
  ])("%s is, with a reason", (key) => expect(refusalOf(key)).toMatch(/\.$/));
  test.each(["r", "shift+r", "mod+d", "f2", "?", "+", "pagedown", "ö"])("%s is not", (key) =>
    expect(refusalOf(key)).toBeNull(),
  );
  test("no default of the registry is one that a person could not choose, but Tab and Space", () => {
    const refused = COMMANDS.flatMap((item) => item.keys.filter((key) => refusalOf(key) !== null));
    expect(refused).toEqual(["tab", "shift+tab", "space"]);
  });
});

describe("changing a key", () => {
  test("a key of another command is found at once, in wider scopes too", () => {
    expect(clashesOf(ALL, NONE, "box", "h").map((item) => item.id)).toEqual(["pan"]);
    expect(clashesOf(ALL, NONE, "box", "]").map((item) => item.id)).toEqual(["next"]);
    expect(clashesOf(ALL, NONE, "box", "r")).toEqual([]);
  });
  test("swapping gives the other command the old key", () => {
    const swapped = withKey(ALL, NONE, "box", { old: "r", key: "h", swap: true });
    expect(keysIn(swapped, BOX)).toEqual(["h"]);
    expect(keysIn(swapped, PAN)).toEqual(["r"]);
  });
  test("taking leaves the other command without", () => {
    const taken = withKey(ALL, NONE, "box", { old: "r", key: "h", swap: false });
    expect(keysIn(taken, PAN)).toEqual([]);
  });
  test("a key besides the others is added", () => {
    expect(keysIn(withKey(ALL, NONE, "box", { old: null, key: "b", swap: false }), BOX)).toEqual(["r", "b"]);
  });
  test("back at the first keys nothing is kept as a choice", () => {
    const there = withKey(ALL, NONE, "box", { old: "r", key: "b", swap: false });
    expect(withKey(ALL, there, "box", { old: "b", key: "r", swap: false }).size).toBe(0);
  });
  test("resetting takes the first keys back from whoever has them", () => {
    const swapped = withKey(ALL, NONE, "box", { old: "r", key: "h", swap: true });
    const reset = withFirstKeys(ALL, swapped, "box");
    expect(keysIn(reset, BOX)).toEqual(["r"]);
    expect(keysIn(reset, PAN)).toEqual([]);
  });
  test("whatever a person does, no two commands ever answer one key", () => {
    const ids = fc.constantFrom(...ALL.map((item) => item.id));
    const keys = fc.constantFrom("r", "h", "]", "b", "x", "mod+k");
    const deeds = fc.array(
      fc.record({
        id: ids,
        key: keys,
        old: fc.option(keys),
        swap: fc.boolean(),
        how: fc.constantFrom("set", "drop", "reset"),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(deeds, (done) => {
        let now = NONE;
        for (const { id, key, old, swap, how } of done) {
          const own = ALL.find((item) => item.id === id) ?? BOX;
          if (how === "reset") now = withFirstKeys(ALL, now, id);
          else if (how === "drop") now = withoutKey(ALL, now, id, key);
          else if (old === null || keysIn(now, own).includes(old))
            now = withKey(ALL, now, id, { old, key, swap });
          expect(findClashes(effective(ALL, now))).toEqual([]);
        }
        expect(importOverrides(ALL, writeOverrides(now))).toEqual(now);
      }),
    );
  });
});

describe("what is read back", () => {
  test.each([null, 3, "x", [], { box: 3 }, { unknown: ["r"] }, { __proto__: ["r"] }])(
    "%o is nothing",
    (stored) => expect(readOverrides(ALL, stored).size).toBe(0),
  );
  test("impossible keys are left out, the others stay", () => {
    expect(readOverrides(ALL, { box: ["esc", 5, "b", "b"] }).get("box")).toEqual(["b"]);
  });
  test("a choice goes before a default that came later", () => {
    const read = readOverrides(ALL, { theme: ["h"] });
    expect(keysIn(read, THEME)).toEqual(["h"]);
    expect(keysIn(read, PAN)).toEqual([]);
  });
  test("whatever is stored, no two commands answer one key", () => {
    const keys = fc.array(fc.oneof(fc.constantFrom("r", "h", "]", "b", "esc", "mod+w"), fc.string()), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...ALL.map((item) => item.id), "gone"), keys), (stored) => {
        expect(findClashes(effective(ALL, readOverrides(ALL, stored)))).toEqual([]);
      }),
    );
  });
  test.each([
    "",
    "{",
    "[]",
    "{}",
    '{"tandem":"keys"}',
    '{"tandem":"keys","keys":[]}',
    '{"tandem":"other","keys":{}}',
  ])("%s is no file of keys", (text) => expect(importOverrides(ALL, text)).toBeNull());
});
