/** What a file is recognised by after its page is gone: its size and some of its bytes, whatever its name. */
import { Sha256, toHex } from "./sha256";

/** Bytes looked at, at the beginning, in the middle and at the end. */
const SAMPLE = 64 * 1024;

/** The parts of a file that its fingerprint looks at, in order and apart from each other. */
export function sampledParts(size: number): [start: number, end: number][] {
  if (size <= 3 * SAMPLE) return [[0, size]];
  const middle = Math.floor((size - SAMPLE) / 2);
  return [
    [0, SAMPLE],
    [middle, middle + SAMPLE],
    [size - SAMPLE, size],
  ];
}

/** The fingerprint of a file; two that differ in a sampled byte or in size differ in it. */
export async function fingerprintOf(file: Blob): Promise<string> {
  const hash = new Sha256();
  for (const [start, end] of sampledParts(file.size)) {
    hash.update(new Uint8Array(await file.slice(start, end).arrayBuffer()));
  }
  return `1-${file.size}-${toHex(hash.digest())}`;
}
