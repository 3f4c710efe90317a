import { describe, expect, it } from "vitest";
import type { Operations } from "../../contract/operations";
import { alarmsOf, spanOf } from "./alarms";

const WELL: Operations = {
  point: {
    at: "2026-01-31T12:00:00Z",
    upload_bytes: 0,
    queued: 3,
    oldest_seconds: 2,
    inferences: 1,
    inference_p95_ms: 40,
    lag_ms: 12,
    events: 3,
    sockets: 4,
    requests: 9,
    request_p95_ms: 20,
    errors: 0,
  },
  uploads_open: 0,
  queues: [
    { queue: "interactive", depth: 1, at_least: false, oldest_seconds: 2, running: 1 },
    { queue: "bulk", depth: 900, at_least: false, oldest_seconds: 1_200, running: 2 },
  ],
  failed: 1,
  quarantined: 0,
  models: [],
  relay_silent_seconds: 0.4,
  disk_free: 500,
  disk_total: 1_000,
  parts: [{ part: "mongo", ok: true, advice: "" }],
};
const idsOf = (now: Partial<Operations>) =>
  alarmsOf({ ...WELL, ...now }).map(({ id, tone }) => `${tone} ${id}`);

describe("the alarms of the dashboard", () => {
  it("are none while all is well, however full the bulk queue is", () => expect(idsOf({})).toEqual([]));

  it("name ill parts with what to do, the worst first", () => {
    const parts = [{ part: "redis", ok: false, advice: "Start it." }];
    expect(idsOf({ parts, quarantined: 2 })).toEqual(["bad part:redis", "warn quarantined"]);
    expect(alarmsOf({ ...WELL, parts })[0]?.advice).toBe("Start it.");
  });

  it("are sooner where somebody waits", () => {
    const queue = (name: "interactive" | "bulk", oldest: number) => ({
      queues: [{ queue: name, depth: 1, at_least: false, oldest_seconds: oldest, running: 0 }],
    });
    expect(idsOf(queue("interactive", 20))).toEqual(["warn queue:interactive"]);
    expect(idsOf(queue("interactive", 90))).toEqual(["bad queue:interactive"]);
    expect(idsOf(queue("bulk", 90))).toEqual([]);
  });

  it("tell of lag, faults and a full disk", () => {
    const point = { ...WELL.point, lag_ms: 20_000, errors: 0.2 };
    expect(idsOf({ point, disk_free: 50 })).toEqual(["bad lag", "bad errors", "warn disk"]);
  });

  it("say nothing of what is not known", () =>
    expect(idsOf({ point: { ...WELL.point, lag_ms: null, errors: null } })).toEqual([]));

  it("all say what to do", () => {
    const point = { ...WELL.point, lag_ms: 4_000, errors: 1 };
    const all = alarmsOf({ ...WELL, point, quarantined: 1, disk_free: 1, relay_silent_seconds: 90 });
    expect(all.every(({ advice }) => advice.length > 10)).toBe(true);
  });

  it("give spans in words", () =>
    expect([5, 90, 600, 9_000].map(spanOf)).toEqual(["5.0 s", "90 s", "10 min", "3 h"]));
});
