import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprintOf, sampledParts } from "./fingerprint";
import { Sha256, toBase64, toHex } from "./sha256";

const known = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("the hash of nothing and of every length about a block is the known one", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, place) => (place * 37 + length) & 255);
    expect(toHex(new Sha256().update(bytes).digest())).toBe(known(bytes));
  }
});

test("it does not matter in which pieces the bytes come", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
      const hash = new Sha256();
      for (const piece of pieces) hash.update(piece);
      const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      const digest = hash.digest();
      expect(toHex(digest)).toBe(known(whole));
      expect(toBase64(digest)).toBe(createHash("sha256").update(whole).digest("base64"));
    }),
  );
});

test("a view into a larger buffer is hashed where it lies", () => {
  const bytes = Uint8Array.from({ length: 400 }, (_, place) => place & 255).subarray(3, 303);
  expect(toHex(new Sha256().update(bytes).digest())).toBe(known(bytes));
});

test("the sampled parts of a file lie within it and do not overlap", () => {
  expect(sampledParts(0)).toEqual([[0, 0]]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (size) => {
      let end = 0;
      const parts = sampledParts(size);
      for (const part of parts) {
        expect(part[0]).toBeGreaterThanOrEqual(end);
        expect(part[1]).toBeGreaterThan(part[0]);
        end = part[1];
      }
      expect([parts[0]?.[0], end]).toEqual([0, size]);
      expect(parts.reduce((sum, [from, to]) => sum + to - from, 0)).toBeLessThanOrEqual(3 * 64 * 1024);
    }),
  );
});

test("a fingerprint holds over names and tells sizes, beginnings, middles and ends apart", async () => {
  const size = 400_000;
  const bytes = Uint8Array.from({ length: size }, (_, place) => (place * 7) & 255);
  const base = await fingerprintOf(new File([bytes], "a.mp4"));
  expect(base).toMatch(/^1-400000-[0-9a-f]{64}$/);
  expect(await fingerprintOf(new File([bytes], "b.mp4"))).toBe(base);
  expect(await fingerprintOf(new Blob([bytes.subarray(1)]))).not.toBe(base);
  for (const place of [0, size / 2, size - 1]) {
    const other = bytes.slice();
    other[place] = (other[place] ?? 0) ^ 1;
    expect(await fingerprintOf(new Blob([other]))).not.toBe(base);
  }
});
