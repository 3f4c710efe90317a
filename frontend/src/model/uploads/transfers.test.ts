import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Failure, judge } from "./failure";
import { advance, goesInPieces, type Happening, newTransfer, nextToStart, type Transfer } from "./transfers";

const refusal = (status: number, fields: Partial<Failure & { kind: "answer" }> = {}): Failure => ({
  kind: "answer",
  status,
  reason: `refused ${status}`,
  afterMs: null,
  removed: false,
  ...fields,
});
const run = (transfer: Transfer, ...happenings: Happening[]): Transfer =>
  happenings.reduce(advance, transfer);
const sending = (): Transfer => run(newTransfer("a", 100, null), { type: "start" });

describe("which files go in pieces", () => {
  test.each([
    ["a.jpg", 0, "image/jpeg", false],
    ["a.jpg", 9_000_000, "image/jpeg", true],
    ["a.jpg", 1_000, "image/jpeg", false],
    ["a.MP4", 1_000, "", true],
    ["a.bin", 1_000, "video/x-unknown", true],
    ["empty.mp4", 0, "video/mp4", false],
    ["mp4.txt", 1_000, "text/plain", false],
  ])("%s of %i bytes as %j: %s", (name, size, type, pieces) => {
    expect(goesInPieces({ name, size, type })).toBe(pieces);
  });
});

describe("a failure", () => {
  test("of the network is waited for without end, longer each time", () => {
    const waits = [0, 1, 2, 3, 4, 50].map((tries) => judge({ kind: "network" }, tries, true));
    expect(waits.map((verdict) => verdict.do === "again" && verdict.afterMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
  });

  test.each([
    [500, "again"],
    [503, "again"],
    [507, "again"],
    [408, "again"],
    [429, "again"],
    [401, "again"],
    [423, "again"],
    [409, "again"],
    [460, "again"],
    [400, "stop"],
    [403, "stop"],
    [412, "stop"],
    [413, "stop"],
    [415, "stop"],
  ])("of status %i leads to: %s", (status, act) => {
    const verdict = judge(refusal(status), 0, true);
    expect(verdict.do).toBe(act);
    expect(verdict.words).not.toBe("");
  });

  test("of an upload that the portal no longer has begins anew, of a project that it has not ends", () => {
    expect(judge(refusal(404), 0, true)).toMatchObject({ do: "again", anew: true });
    expect(judge(refusal(404), 0, false)).toEqual({ do: "stop", words: "refused 404" });
  });

  test("that trying again should mend at once ends after some tries", () => {
    for (const status of [409, 460, 404]) expect(judge(refusal(status), 8, true).do).toBe("stop");
    expect(judge(refusal(460, { removed: true }), 0, true).do).toBe("stop");
  });

  test("waits as long as the portal asks for", () => {
    expect(judge(refusal(429, { afterMs: 60_000 }), 0, false)).toMatchObject({ afterMs: 60_000 });
  });
});

describe("a transfer", () => {
  test("falls back to what the portal keeps when it breaks off, and counts tries until a byte gets through", () => {
    const broken = run(
      sending(),
      { type: "placed", uploadId: "upl_1" },
      { type: "kept", bytes: 40 },
      { type: "sent", bytes: 60, at: 5_000 },
      { type: "failed", failure: { kind: "network" } },
    );
    expect(broken).toMatchObject({ phase: "waiting", sent: 40, tries: 1, waitMs: 1_000, uploadId: "upl_1" });
    const again = run(broken, { type: "start" }, { type: "failed", failure: { kind: "network" } });
    expect(again).toMatchObject({ tries: 2, waitMs: 2_000 });
    expect(run(again, { type: "start" }, { type: "kept", bytes: 50 }).tries).toBe(0);
  });

  test("that is refused forgets its address; one whose file cannot be read keeps it", () => {
    const placed = run(sending(), { type: "placed", uploadId: "upl_1" }, { type: "kept", bytes: 10 });
    const refused = run(placed, { type: "failed", failure: refusal(400) });
    expect(refused).toMatchObject({ phase: "stopped", uploadId: null, kept: 0, words: "refused 400" });
    const unread = run(placed, { type: "failed", failure: { kind: "unreadable" } });
    expect(unread).toMatchObject({ phase: "stopped", uploadId: "upl_1", sent: 10 });
    expect(run(unread, { type: "resume" })).toMatchObject({ phase: "queued", words: null, tries: 0 });
  });

  test("that is paused hears of nothing until it goes on", () => {
    const paused = run(sending(), { type: "sent", bytes: 30, at: 0 }, { type: "pause" });
    expect(paused).toMatchObject({ phase: "paused", sent: 0 });
    const late: Happening[] = [
      { type: "sent", bytes: 50, at: 1 },
      { type: "failed", failure: { kind: "network" } },
      { type: "done" },
      { type: "start" },
    ];
    for (const happening of late) expect(advance(paused, happening)).toBe(paused);
    expect(run(paused, { type: "resume" }, { type: "start" }).phase).toBe("sending");
  });

  test("shows what is within the file and no less than what is kept, whatever happens", () => {
    const bytes = fc.integer({ min: 0, max: 100 });
    const happening = fc.oneof(
      fc.constantFrom<Happening>({ type: "start" }, { type: "pause" }, { type: "resume" }, { type: "done" }),
      fc
        .constantFrom<Failure>({ kind: "network" }, { kind: "unreadable" }, refusal(404), refusal(400))
        .map((failure): Happening => ({ type: "failed", failure })),
      bytes.map((kept): Happening => ({ type: "kept", bytes: kept })),
      fc.constant<Happening>({ type: "placed", uploadId: "upl_1" }),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        let transfer = newTransfer("a", 100, null);
        for (const one of happenings) {
          const before = transfer;
          transfer = advance(transfer, one);
          expect(transfer.sent).toBeLessThanOrEqual(100);
          if (before.phase === "done") expect(transfer).toBe(before);
          if (transfer.phase === "waiting") expect(transfer.words).toBeTruthy();
          if (transfer.phase === "done") expect(transfer.sent).toBe(100);
        }
      }),
    );
  });
});

test("two are sent at once, in order, and those that wait keep their place", () => {
  const of = (key: string, phase: Transfer["phase"]): Transfer => ({ ...newTransfer(key, 1, null), phase });
  expect(nextToStart([])).toEqual([]);
  expect(nextToStart([of("a", "queued"), of("b", "queued"), of("c", "queued")])).toEqual(["a", "b"]);
  expect(nextToStart([of("a", "waiting"), of("b", "queued"), of("c", "queued")])).toEqual(["b"]);
  expect(nextToStart([of("a", "sending"), of("b", "waiting"), of("c", "queued")])).toEqual([]);
  expect(nextToStart([of("a", "paused"), of("b", "stopped"), of("c", "done"), of("d", "queued")])).toEqual([
    "d",
  ]);
});
