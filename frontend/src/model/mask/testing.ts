/** Masks as whole bitmaps and as rows of text, for tests: what the code under test never makes. */
import fc from "fast-check";
import type { MaskShape } from "../../contract/contract";
import type { MaskSize } from "./spans";

/** The whole frame, row by row: what the code under test never makes. */
export interface Naive {
  readonly size: MaskSize;
  readonly bits: readonly boolean[];
}

export const naive: fc.Arbitrary<Naive> = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 9 }))
  .chain(([height, width, tenths]) =>
    fc.record({
      size: fc.constant([height, width] as MaskSize),
      bits: fc.array(
        fc.integer({ min: 0, max: 9 }).map((value) => value < tenths),
        { minLength: height * width, maxLength: height * width },
      ),
    }),
  );

export const pairOfNaive = naive.chain((first) =>
  fc.tuple(
    fc.constant(first),
    fc.array(fc.boolean(), { minLength: first.bits.length, maxLength: first.bits.length }).map((bits) => ({
      size: first.size,
      bits,
    })),
  ),
);

export function pack({ size, bits }: Naive): MaskShape {
  const [height, width] = size;
  const counts: number[] = [];
  let current = false;
  let run = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const bit = bits[y * width + x] as boolean;
      if (bit !== current) {
        counts.push(run);
        run = 0;
        current = bit;
      }
      run += 1;
    }
  }
  counts.push(run);
  return { type: "mask", size: [height, width], counts };
}

export function unpack(mask: MaskShape): boolean[] {
  const [height, width] = mask.size;
  const bits = new Array<boolean>(height * width).fill(false);
  let position = 0;
  mask.counts.forEach((run, place) => {
    for (let k = 0; k < run; k++, position++)
      if (place % 2) bits[(position % height) * width + Math.floor(position / height)] = true;
  });
  return bits;
}

export const maskOfRows = (rows: readonly string[]): MaskShape =>
  pack({
    size: [rows.length, rows[0]?.length ?? 0],
    bits: rows.flatMap((row) => [...row].map((c) => c === "#")),
  });
export const rowsOf = (mask: MaskShape): string[] => {
  const [height, width] = mask.size;
  const bits = unpack(mask);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (bits[y * width + x] ? "#" : ".")).join(""),
  );
};
