/** The commands of known truth. */
import { assetsStore } from "./assetsStore";
import { type Command, command } from "./command";
import { mayReview } from "./editor";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";
import { setTruth } from "./quality";

function why(): string | null {
  if (!mayReview()) return "Reviewers and managers do this.";
  const open = frameStore.openFrame();
  if (!open || frameStore.store.getState().reel) return "Open a picture first; a video cannot test people.";
  if (open.independent) return "This is your own answer.";
  if (open.isTruth) return null;
  const asset = openAssetStore.getState().asset;
  const reviewed = asset ? assetsStore.getState().byId.get(asset.id)?.reviewed : null;
  return reviewed === "approved" ? null : "Approve the picture first.";
}

export const QUALITY_COMMANDS: readonly Command[] = [
  command(
    "quality.truth",
    "Work",
    "Take as known truth, or release it",
    [],
    "project",
    () => {
      const open = frameStore.openFrame();
      if (open) void setTruth(open.frame.id, !open.isTruth);
    },
    { note: "People get it among their pictures and are compared with what stands here now.", why },
  ),
];
