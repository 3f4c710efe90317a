/** Hashes a file off the main thread: each piece as it is asked for, and the whole of it in passing. */
import { Sha256, toBase64, toHex } from "../model/uploads/sha256";
import type { HashAnswer, HashQuestion } from "./fileHasher";

const STEP = 1 << 20;

const whole = new Sha256();
let file: Blob = new Blob();
let hashedTo = 0;
let passing: Promise<void> = Promise.resolve();

const read = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await file.slice(start, end).arrayBuffer());

/** Add the bytes up to a place to the hash of the whole file; after a resumption that is from its beginning. */
function pass(end: number): Promise<void> {
  passing = passing.then(async () => {
    while (hashedTo < end) {
      const next = Math.min(end, hashedTo + STEP);
      whole.update(await read(hashedTo, next));
      hashedTo = next;
    }
  });
  // Whoever asks for the whole hash hears of the fault.
  passing.catch(() => undefined);
  return passing;
}

async function hashPiece(start: number, end: number): Promise<string> {
  const bytes = await read(start, end);
  // Only a page from a secure origin has the browser's own hash.
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    : new Sha256().update(bytes).digest();
  pass(end);
  return toBase64(digest);
}

async function answer(question: HashQuestion): Promise<string> {
  if (question.ask === "piece") return hashPiece(question.start, question.end);
  await pass(file.size);
  return toHex(whole.digest());
}

self.onmessage = async ({ data: question }: MessageEvent<HashQuestion | Blob>) => {
  if (question instanceof Blob) {
    file = question;
    return;
  }
  let reply: HashAnswer;
  try {
    reply = { id: question.id, hash: await answer(question) };
  } catch {
    reply = { id: question.id, hash: null };
  }
  self.postMessage(reply);
};
