import { expect, test } from "vitest";
import { type Counted, newsOf, type Totals, totalsOf, type UploadFate } from "./totals";

const one = (fate: UploadFate, sent = 0, size = 100): Counted => ({
  name: "a",
  size,
  sent,
  fate,
  rate: fate === "sending" ? 10 : null,
  inPieces: true,
});
const of = (...uploads: Counted[]): Totals => totalsOf(uploads);

test("nothing is nothing", () => {
  expect(of()).toMatchObject({ files: 0, live: 0, fraction: 0, bytesLeft: 0, rate: null });
});

test("each fate counts where it belongs, and what was left behind earlier is no part of the way", () => {
  const totals = of(
    one("interrupted", 50),
    one("sending", 50),
    one("sending", 10),
    one("paused", 40),
    one("accepted"),
    one("refused"),
    one("duplicate"),
  );
  expect(totals).toMatchObject({
    files: 6,
    settled: 3,
    refused: 1,
    duplicates: 1,
    paused: 1,
    pausable: 2,
    interrupted: 1,
    live: 3,
    bytesLeft: 200,
    rate: 20,
  });
  expect(totals.fraction).toBeCloseTo(400 / 600);
  expect(of(one("finishing", 100), { ...one("sending"), inPieces: false }).pausable).toBe(0);
});

test("news tell of beginnings, quarters, waits and ends, and of nothing in between", () => {
  const half = of(one("sending", 50));
  expect(newsOf(of(), of())).toBe("");
  expect(newsOf(of(), of(one("interrupted")))).toBe("");
  expect(newsOf(of(), of(one("queued"), one("queued")))).toBe("Uploading 2 files");
  expect(newsOf(of(one("sending", 40)), of(one("sending", 45)))).toBe("");
  expect(newsOf(of(one("sending", 40)), half)).toBe("50 percent uploaded");
  expect(newsOf(half, of(one("waiting", 40)))).toBe("Upload of 1 file interrupted, waiting to go on");
  expect(newsOf(of(one("waiting", 40)), half)).toBe("Upload goes on");
  expect(newsOf(half, of(one("paused", 50)))).toBe("1 file paused");
  expect(newsOf(of(one("paused", 50)), half)).toBe("Upload goes on");
  expect(newsOf(half, of(one("accepted", 100)))).toBe("1 file uploaded");
  expect(newsOf(half, of(one("refused"), one("duplicate")))).toBe("1 already here, 1 refused");
  expect(newsOf(of(one("accepted")), of(one("accepted")))).toBe("");
});
