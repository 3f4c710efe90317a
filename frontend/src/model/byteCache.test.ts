import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteCache } from "./byteCache";

type Value = { readonly name: string; readonly bytes: number };

test("what is kept is what was used last, within the limit, and all else was disposed of once", () => {
  const steps = fc.array(
    fc.record({
      key: fc.constantFrom("a", "b", "c", "d", "e"),
      bytes: fc.integer({ min: 1, max: 60 }),
      put: fc.boolean(),
    }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const gone = new Set<Value>();
      const cache = createByteCache<Value>({
        limit: 100,
        bytesOf: (value) => value.bytes,
        dispose(value) {
          expect(gone.has(value)).toBe(false);
          gone.add(value);
        },
      });
      let model: Value[] = [];
      for (const { key, bytes, put } of all) {
        const there = model.find((value) => value.name === key);
        if (put) {
          const value = { name: key, bytes };
          cache.put(key, value);
          model = [...model.filter((one) => one !== there), value];
          while (model.reduce((sum, one) => sum + one.bytes, 0) > 100) model.shift();
        } else {
          expect(cache.get(key)).toBe(there);
          if (there) model = [...model.filter((one) => one !== there), there];
        }
        expect(cache.bytes).toBe(model.reduce((sum, one) => sum + one.bytes, 0));
        expect(cache.bytes).toBeLessThanOrEqual(100);
        expect(cache.size).toBe(model.length);
        expect(model.every((one) => cache.has(one.name) && !gone.has(one))).toBe(true);
      }
    }),
  );
});
