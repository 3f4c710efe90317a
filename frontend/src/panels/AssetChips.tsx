/** The live state of one asset in a few words. */
import { useStore } from "zustand";
import type { Asset } from "../contract/contract";
import { assetsStore } from "../state/assetsStore";
import { jobsStore } from "../state/jobsStore";
import { Chip } from "./ui/parts";

export function AssetChips({ asset }: { asset: Asset }) {
  const ghosts = useStore(assetsStore, (state) => state.ghostCounts.get(asset.id));
  const decoding = useStore(jobsStore, (state) =>
    asset.status === "uploaded"
      ? (state.jobs?.some((job) => job.subject.asset_id === asset.id && job.status === "running") ?? false)
      : false,
  );
  if (asset.status === "failed") {
    return (
      <span className="chips">
        <Chip tone="bad" tip={asset.error?.message ?? "It could not be decoded."}>
          failed
        </Chip>
        <span className="asset-reason">{asset.error?.message}</span>
      </span>
    );
  }
  if (asset.status === "uploaded") {
    return (
      <span className="chips">{decoding ? <Chip tone="live">decoding</Chip> : <Chip>queued</Chip>}</span>
    );
  }
  return (
    <span className="chips">
      {asset.reviewed === "approved" && <Chip tone="good">approved</Chip>}
      {asset.reviewed === "returned" && <Chip tone="warn">returned</Chip>}
      {asset.predicted === "queued" && <Chip tone="live">predicting</Chip>}
      {asset.predicted === "failed" && <Chip tone="bad">no prediction</Chip>}
      {ghosts !== undefined && ghosts > 0 && (
        <Chip tone="ghost" tip="Predictions nobody has decided on yet">
          {ghosts} {ghosts === 1 ? "ghost" : "ghosts"}
        </Chip>
      )}
      {asset.corrections > 0 && <Chip tone="plain">corrected</Chip>}
      {asset.kind === "video" && <Chip>video</Chip>}
      {asset.corrections === 0 &&
        !asset.reviewed &&
        !ghosts &&
        asset.predicted !== "queued" &&
        asset.kind !== "video" && <Chip>ready</Chip>}
    </span>
  );
}
