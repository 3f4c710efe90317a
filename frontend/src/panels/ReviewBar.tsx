/** Under the picture: where one is in the list, approve or return, on to the next. */
import {
  Check,
  ChevronLeft,
  ChevronRight,
  ClipboardList,
  Columns2,
  CornerUpLeft,
  FileInput,
  ListOrdered,
  MapPinPlus,
  SkipForward,
} from "lucide-react";
import { useStore } from "zustand";
import type { Asset } from "../contract/contract";
import { assetsStore, shownAssets } from "../state/assetsStore";
import { mayEdit, mayReview } from "../state/editor";
import { frameStore } from "../state/frameStore";
import { handoutStore } from "../state/handout";
import { takesTracks } from "../state/importTracks";
import { projectStore } from "../state/projectStore";
import { givesOwnAnswer, wordsOnVideo } from "../state/review";
import { reviewQueueStore } from "../state/reviewQueue";
import { stageStore } from "../state/stageStore";
import { videoStore } from "../state/videoStore";
import { RulesChip } from "./RulesNotice";
import { StatusReadout } from "./StatusReadout";
import { CommandButton } from "./ui/CommandButton";
import { Chip, VERDICT_TONE } from "./ui/parts";
import { StageChip } from "./work/StageChip";

const BY_QUEUE =
  "Why the queue gave you this picture. It gives you the next one, too, until you choose another.";

const BY_REVIEW = "Why you are to look at this one. Approving or returning it goes on to the next.";

export function ReviewBar({ asset }: { asset: Asset }) {
  const at = useStore(assetsStore, (state) => shownAssets(state).indexOf(asset.id));
  const total = useStore(assetsStore, (state) => shownAssets(state).length);
  const complete = useStore(assetsStore, (state) => state.complete);
  const open = useStore(frameStore.store, (state) => state.openId !== null);
  // Whichever of its frames is open, a verdict is on all of a video.
  useStore(videoStore, (state) => state.facts);
  useStore(frameStore.store, (state) => state.reel && state.slots.get(state.reel.id)?.visible);
  useStore(projectStore, ({ project }) => project?.quality.panels.share);
  const independent = useStore(frameStore.store, (state) => state.open?.independent ?? false);
  const alone = givesOwnAnswer();
  const judges = mayReview() && !alone;
  const isTruth = useStore(frameStore.store, (state) => state.open?.isTruth ?? false);
  const held = useStore(handoutStore, (state) => (state.held?.assetId === asset.id ? state.held : null));
  const reviewing = useStore(reviewQueueStore, (state) =>
    state.held?.assetId === asset.id ? state.held : null,
  );
  const staged = useStore(stageStore, (state) => state.work !== null);
  const asking = useStore(handoutStore, (state) => state.asking);
  const about = wordsOnVideo();
  const whole = about === null ? ", next" : " video";
  return (
    <footer className="reviewbar">
      <span className="file-name" title={asset.name}>
        {asset.name}
      </span>
      <span role="status" className="handout">
        {reviewing && (
          <Chip tone="live" tip={BY_REVIEW}>
            {reviewing.reason || "Waits for review"}
          </Chip>
        )}
        {held && (
          <Chip tone="live" tip={BY_QUEUE}>
            {held.reason || "By the queue"}
          </Chip>
        )}
      </span>
      <span className="muted dims">
        {asset.width && asset.height ? `${asset.width} × ${asset.height}` : ""}
      </span>
      {staged ? (
        <StageChip />
      ) : (
        asset.reviewed && !independent && <Chip tone={VERDICT_TONE[asset.reviewed]}>{asset.reviewed}</Chip>
      )}
      {open && <RulesChip />}
      {alone && (
        <Chip tone="live" tip="Several people label this picture. You see what you draw, not what they do.">
          your own answer
        </Chip>
      )}
      {isTruth && <Chip tone="good">known truth</Chip>}
      {open && <StatusReadout />}
      <span className="spacer" />
      {mayEdit() && takesTracks(asset) && (
        <CommandButton command="video.import" icon={FileInput} label="Import" className="btn small" />
      )}
      <CommandButton command="work.previous" icon={ChevronLeft} disabled={at <= 0} />
      <span className="muted place">
        {at >= 0
          ? `${(at + 1).toLocaleString("en")} / ${total.toLocaleString("en")}${complete ? "" : "+"}`
          : "–"}
      </span>
      <CommandButton command="work.next" icon={ChevronRight} disabled={at < 0 || at + 1 >= total} />
      {mayEdit() && <CommandButton command="work.queue" icon={ListOrdered} disabled={asking} />}
      {mayReview() && <CommandButton command="review.next" icon={ClipboardList} />}
      {open && <CommandButton command="review.compare" icon={Columns2} />}
      {mayEdit() && open && <CommandButton command="issue.pin" icon={MapPinPlus} />}
      {mayEdit() && (
        <CommandButton
          command="work.skip"
          icon={SkipForward}
          label="Skip"
          className="btn small"
          disabled={!open}
        />
      )}
      {judges && (
        <CommandButton
          command="work.return"
          icon={CornerUpLeft}
          label="Return"
          className="btn small"
          disabled={!open}
        />
      )}
      <CommandButton
        command="work.done"
        icon={Check}
        label={judges ? `Approve${whole}` : mayEdit() ? `Submit${whole}` : "Next"}
        note={about}
        className="btn small primary"
        disabled={!open}
      />
    </footer>
  );
}
