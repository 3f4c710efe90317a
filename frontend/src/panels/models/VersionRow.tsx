/** A model version in the list: what it is, how its trial went, and what can be done with it. */
import { Rocket, Scale } from "lucide-react";
import { useState } from "react";
import type { ModelVersion } from "../../contract/contract";
import type { Evaluation } from "../../contract/learning";
import { PROMPT_TASK } from "../../model/ghostLayers";
import { compare, promote } from "../../state/verdicts";
import { showCount, showMoment } from "../ui/format";
import { Chip, type Tone } from "../ui/parts";
import { CompareBlind } from "./CompareBlind";
import { TrialFacts } from "./TrialFacts";

const TONES: Readonly<Record<ModelVersion["status"], Tone>> = {
  champion: "good",
  candidate: "live",
  archived: "plain",
  refused: "bad",
};
const MOST_LABELS = 12;

interface Props {
  version: ModelVersion;
  parent: string | null;
  projectId: string;
  manager: boolean;
  /** Its newest comparison. */
  evaluation: Evaluation | undefined;
}

export function VersionRow({ version, parent, projectId, manager, evaluation }: Props) {
  const [busy, setBusy] = useState(false);
  const { labels, status } = version;
  const prompted = version.task === PROMPT_TASK;
  const act = async (doing: Promise<void>) => {
    setBusy(true);
    await doing;
    setBusy(false);
  };
  return (
    <li className="row-card" id={version.id}>
      <div className="row-main">
        <strong>
          {version.title || version.name} <span className="muted">{version.version}</span>
        </strong>
        <span className="muted small">
          {[
            version.task,
            parent && `made of ${parent}`,
            !prompted && showCount(labels.length, "label"),
            !prompted && `shows from ${Math.round(version.thresholds.show * 100)}%`,
            version.licence,
            showMoment(version.created_at),
            version.sha256 && `sha256 ${version.sha256.slice(0, 10)}`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        <span className="label-dots">
          {labels.slice(0, MOST_LABELS).map((label) => (
            <span key={label} className="label-dot">
              {label}
            </span>
          ))}
          {labels.length > MOST_LABELS && (
            <span className="label-dot" data-tip={labels.slice(MOST_LABELS, MOST_LABELS + 40).join(", ")}>
              +{labels.length - MOST_LABELS}
            </span>
          )}
        </span>
        {version.trial && <TrialFacts trial={version.trial} />}
      </div>
      <div className="row-acts">
        {prompted ? (
          <Chip tone="ghost" tip="Answers where a person points, with the tool Magic">
            prompts
          </Chip>
        ) : (
          <Chip tone={TONES[status]}>{status}</Chip>
        )}
        <CompareBlind evaluation={evaluation} />
        {manager && !prompted && status !== "champion" && (
          <button
            type="button"
            className="btn small"
            disabled={busy}
            data-tip="Measure it beside the champion on the held-out frames"
            onClick={() => void act(compare(projectId, version.id))}
          >
            <Scale size={14} aria-hidden="true" /> Compare
          </button>
        )}
        {manager && !prompted && (status === "candidate" || status === "archived") && (
          <button
            type="button"
            className="btn small"
            disabled={busy}
            onClick={() => void act(promote(version.id, projectId))}
          >
            <Rocket size={14} aria-hidden="true" /> Promote
          </button>
        )}
      </div>
    </li>
  );
}
