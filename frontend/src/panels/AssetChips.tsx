/** The live state of one asset in a few words. */
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Asset, Verdict } from "../contract/contract";
import { ghostsStore, shownGhosts } from "../state/ghostsStore";
import { jobsStore } from "../state/jobsStore";
import { uiStore } from "../state/uiStore";
import { showCount, showPercent } from "./ui/format";
import { Chip, VERDICT_TONE } from "./ui/parts";

const VERDICT_TIP: Readonly<Record<Verdict, string>> = {
  submitted: "Its annotator is done; a reviewer looks at it next",
  skipped: "Somebody skipped it and said why",
  approved: "A reviewer approved it",
  returned: "A reviewer returned it with a comment",
};

export function AssetChips({ asset }: { asset: Asset }) {
  const threshold = useStore(uiStore, (state) => state.threshold);
  const undecided = useStore(ghostsStore, (state) => state.byAsset.get(asset.id));
  const ghosts = useMemo(() => shownGhosts(undecided, threshold), [undecided, threshold]);
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
      {asset.reviewed && (
        <Chip tone={VERDICT_TONE[asset.reviewed]} tip={VERDICT_TIP[asset.reviewed]}>
          {asset.reviewed}
        </Chip>
      )}
      {asset.predicted === "queued" && <Chip tone="live">predicting</Chip>}
      {asset.predicted === "failed" && <Chip tone="bad">no prediction</Chip>}
      {ghosts !== null && ghosts > 0 && (
        <Chip
          tone="ghost"
          tip={`Predictions of at least ${showPercent(threshold)} that nobody has decided on`}
        >
          {showCount(ghosts, "ghost")}
        </Chip>
      )}
      {typeof undecided === "number" && undecided > 0 && (
        <Chip tone="ghost" tip="Open the picture to see how many are above the threshold">
          {showCount(undecided, "prediction")}
        </Chip>
      )}
      {asset.corrections > 0 && <Chip tone="plain">corrected</Chip>}
      {asset.kind === "video" && <Chip>video</Chip>}
      {asset.corrections === 0 &&
        !asset.reviewed &&
        !ghosts &&
        typeof undecided !== "number" &&
        asset.predicted !== "queued" &&
        asset.kind !== "video" && <Chip>ready</Chip>}
    </span>
  );
}
