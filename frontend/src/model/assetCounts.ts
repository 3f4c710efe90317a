/** Counts of a project's assets: folded from numbered events, or taken from a list that is complete. */
import type { Asset, ProjectCounts } from "../contract/contract";
import type { AssetEvent } from "../contract/events";

export type AssetTally = Pick<ProjectCounts, "assets" | "ready" | "failed" | "pending">;

/** Move counts by what one event says; what this page knew of the asset before does not matter. */
export function countAssetEvent<T extends AssetTally>(counts: T, event: AssetEvent): T {
  switch (event.type) {
    case "asset.uploaded":
      return { ...counts, assets: counts.assets + 1, pending: counts.pending + 1 };
    case "asset.ready":
      return { ...counts, ready: counts.ready + 1, pending: less(counts.pending) };
    case "asset.failed":
      return { ...counts, failed: counts.failed + 1, pending: less(counts.pending) };
    case "asset.changed":
      // Back at the start: a failed asset that somebody tries again.
      return event.asset.status === "uploaded"
        ? { ...counts, failed: less(counts.failed), pending: counts.pending + 1 }
        : counts;
  }
}

const less = (count: number): number => Math.max(0, count - 1);

/** Count a complete list of assets. */
export function tallyAssets(assets: Iterable<Asset>): AssetTally {
  const tally = { assets: 0, ready: 0, failed: 0, pending: 0 };
  for (const { status } of assets) {
    tally.assets += 1;
    tally[status === "uploaded" ? "pending" : status] += 1;
  }
  return tally;
}

export interface WorkTally {
  readonly ready: number;
  /** Submitted, skipped or approved. */
  readonly done: number;
  /** Done, and not yet seen by a second person. */
  readonly review: number;
  readonly todo: number;
}

/** Count how far people are with a complete list of assets. */
export function tallyWork(assets: Iterable<Asset>): WorkTally {
  const tally = { ready: 0, done: 0, review: 0, todo: 0 };
  for (const { status, reviewed } of assets) {
    if (status !== "ready") continue;
    const isDone = reviewed !== null && reviewed !== "returned";
    tally.ready += 1;
    tally[isDone ? "done" : "todo"] += 1;
    if (isDone && reviewed !== "approved") tally.review += 1;
  }
  return tally;
}
