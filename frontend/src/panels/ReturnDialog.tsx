/** Returns the open picture to its annotators with a reason. */
import { type FormEvent, useState } from "react";
import { openAssetStore } from "../state/openAssetStore";
import { openKind, review } from "../state/review";
import { isReviewing, openNextReview } from "../state/reviewQueue";
import { openDialog } from "../state/uiStore";
import { Dialog, DialogFoot } from "./ui/Dialog";

export function ReturnDialog() {
  const [comment, setComment] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const assetId = openAssetStore.getState().asset?.id;
    if (!(await review("returned", comment.trim() || undefined))) return;
    openDialog(null);
    if (assetId && isReviewing(assetId)) await openNextReview({ done: true });
  };
  return (
    <Dialog title={`Return this ${openKind()}`} onClose={() => openDialog(null)}>
      <form className="stack" onSubmit={submit}>
        <label className="field">
          <span>What should be different?</span>
          <textarea
            rows={3}
            autoFocus
            value={comment}
            maxLength={2000}
            onChange={(event) => setComment(event.target.value)}
          />
        </label>
        <DialogFoot act="Return it" onCancel={() => openDialog(null)} />
      </form>
    </Dialog>
  );
}
