import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filterOf, isAdjusted, PLAIN_VIEW, RANGES, readViewSettings, withinRange } from "./viewSettings";

describe("settings of the view", () => {
  test.each([null, undefined, 3, "x", [], {}])("%o stored reads as the settings at first", (stored) =>
    expect(readViewSettings(stored)).toEqual(PLAIN_VIEW),
  );

  test("whatever is stored, every value read is one that can be shown", () => {
    const values = fc.oneof(fc.double(), fc.boolean(), fc.string(), fc.constant(null));
    const keys = fc.constantFrom(...Object.keys(PLAIN_VIEW));
    fc.assert(
      fc.property(fc.dictionary(keys, values), (stored) => {
        const read = readViewSettings(stored);
        for (const [name, { low, high }] of Object.entries(RANGES)) {
          const value = read[name as keyof typeof RANGES];
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
        expect(readViewSettings(JSON.parse(JSON.stringify(read)))).toEqual(read);
      }),
    );
  });

  test("a value is held to its range", () => {
    expect(withinRange("gamma", 9)).toBe(4);
    expect(withinRange("gridStep", 16.4)).toBe(16);
  });

  test("an untouched picture has no filter at all", () => {
    expect(filterOf(PLAIN_VIEW, "g")).toBe("");
    expect(isAdjusted(PLAIN_VIEW)).toBe(false);
  });

  test("gamma comes before brightness and contrast", () => {
    const settings = { ...PLAIN_VIEW, brightness: 1.2, contrast: 0.8, gamma: 2 };
    expect(filterOf(settings, "g")).toBe("url(#g) brightness(1.2) contrast(0.8)");
    expect(isAdjusted(settings)).toBe(true);
  });
});
