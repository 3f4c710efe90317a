/** How far the open picture is and whose it is; its small history opens beneath. */
import { useStore } from "zustand";
import { STAGE_TONES, STAGE_WORDS } from "../../model/work/words";
import { stageStore } from "../../state/stageStore";
import { showMoment } from "../ui/format";
import { Chip } from "../ui/parts";

export function StageChip() {
  const work = useStore(stageStore, (state) => state.work);
  if (!work) return null;
  const { stage, assignee, history, why, to_review: waits } = work;
  const whose = assignee && stage !== "approved" ? ` · ${assignee.name}` : "";
  return (
    <details className="stage-chip">
      <summary data-tip="How it came here" aria-label={`${STAGE_WORDS[stage]}${whose}. How it came here`}>
        <Chip tone={STAGE_TONES[stage]}>
          {STAGE_WORDS[stage]}
          {whose}
        </Chip>
      </summary>
      <div className="stage-history">
        <ol>
          {history.toReversed().map((mark) => (
            <li key={`${mark.at} ${mark.stage}`}>
              <Chip tone={STAGE_TONES[mark.stage]}>{STAGE_WORDS[mark.stage]}</Chip> {mark.actor.name}{" "}
              <span className="muted small">{showMoment(mark.at)}</span>
              {mark.comment && <div className="reason">{mark.comment}</div>}
            </li>
          ))}
          {history.length === 0 && <li className="muted">Nobody has begun yet.</li>}
        </ol>
        {stage === "submitted" && (
          <p className="muted small">
            {waits ? "Waits for review" : "Not drawn for review"}
            {why ? `: ${why}` : "."}
          </p>
        )}
      </div>
    </details>
  );
}
