import { describe, expect, test } from "vitest";
import { countAssetEvent, tallyAssets, tallyWork } from "./assetCounts";
import { asset, assetEvent } from "./testing";

const NONE = { assets: 0, ready: 0, failed: 0, pending: 0 };

describe("counts of assets", () => {
  test("an empty list has none", () => {
    expect(tallyAssets([])).toEqual(NONE);
  });

  test("a complete list is counted by status", () => {
    const list = (["ready", "ready", "failed", "uploaded"] as const).map((status) => asset({ status }));
    expect(tallyAssets(list)).toEqual({ assets: 4, ready: 2, failed: 1, pending: 1 });
  });

  test("three uploads that become ready one by one end as three ready", () => {
    const events = [1, 2, 3].flatMap((n) => [
      assetEvent(n * 2, "asset.uploaded"),
      assetEvent(n * 2 + 1, "asset.ready", { status: "ready" }),
    ]);
    expect(events.reduce(countAssetEvent, NONE)).toEqual({ assets: 3, ready: 3, failed: 0, pending: 0 });
  });

  test("a failed asset that is tried again is pending once more", () => {
    const failed = { assets: 1, ready: 0, failed: 1, pending: 0 };
    expect(countAssetEvent(failed, assetEvent(1, "asset.changed", { status: "uploaded" }))).toEqual({
      assets: 1,
      ready: 0,
      failed: 0,
      pending: 1,
    });
  });

  test("a verdict on a ready asset moves no count", () => {
    const ready = { assets: 1, ready: 1, failed: 0, pending: 0 };
    const event = assetEvent(1, "asset.changed", { status: "ready", reviewed: "approved" });
    expect(countAssetEvent(ready, event)).toEqual(ready);
  });
});

test("how far people are counts only pictures that can be worked on", () => {
  expect(tallyWork([])).toEqual({ ready: 0, done: 0, review: 0, todo: 0 });
  const reviewed = ["submitted", "skipped", "approved", "returned", null] as const;
  const ready = reviewed.map((verdict) => asset({ status: "ready", reviewed: verdict }));
  expect(tallyWork([...ready, asset({ status: "failed" }), asset()])).toEqual({
    ready: 5,
    done: 3,
    review: 2,
    todo: 2,
  });
});
