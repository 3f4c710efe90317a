/** The pictures on which candidate and champion differ, with what both and people say of them. */
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { DifferingFrame } from "../../contract/blind";
import type { Evaluation } from "../../contract/learning";
import { countShapes, votesOf } from "../../model/loop/blind";
import { pixelsPerDot } from "../../model/loop/paneView";
import { indexInVideo } from "../../model/video/frameId";
import { assetsStore } from "../../state/assetsStore";
import { pictureOf } from "../../state/blind";
import { differencesStore, needDifferences } from "../../state/differences";
import { projectPath } from "../../state/routeStore";
import { showCount } from "../ui/format";
import { Link } from "../ui/parts";
import { type BoxSet, FramePicture, type Look } from "./FramePicture";

type Who = "people" | "champion" | "candidate";

/** Drawn in this order: the broad line of people lies beneath, the dashes of the champion on top. */
const SETS: readonly { who: Who; look: Look }[] = [
  { who: "people", look: "broad" },
  { who: "candidate", look: "solid" },
  { who: "champion", look: "dashed" },
];
const THUMBNAIL = { width: 260, height: 180 };

interface Props {
  evaluation: Evaluation;
  names: Readonly<Record<Who, string>>;
  /** Whether they are shown at first. */
  open: boolean;
}

export function DifferingFrames({ evaluation, names, open: atFirst }: Props) {
  const { id, verdict, blind } = evaluation;
  const found = useStore(differencesStore, (state) => state.byId.get(id));
  const [open, setOpen] = useState(atFirst);
  const [hidden, setHidden] = useState<ReadonlySet<Who>>(new Set());
  const votes = votesOf(blind);
  // Refused while votes are wanted: each vote and the verdict may change that.
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when these move
  useEffect(() => {
    if (open) void needDifferences(id);
  }, [open, id, votes, verdict]);
  const frames = found?.frames ?? [];
  const toggle = (who: Who) => {
    const now = new Set(hidden);
    if (!now.delete(who)) now.add(who);
    setHidden(now);
  };
  return (
    <details className="differing" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Where the two differ most{" "}
        <span className="muted small">{showCount(evaluation.differences.length, "picture")}</span>
      </summary>
      {found?.fault && <p className="muted">{found.fault}</p>}
      {open && !found && <p className="muted">Reading …</p>}
      {found?.frames?.length === 0 && <p className="muted">The boxes of this comparison were not kept.</p>}
      {frames.length > 0 && (
        <>
          <div className="differing-legend" role="group" aria-label="Whose boxes are shown">
            {SETS.map(({ who, look }) => (
              <button
                key={who}
                type="button"
                aria-pressed={!hidden.has(who)}
                data-tip="Show or hide these boxes"
                onClick={() => toggle(who)}
              >
                <svg viewBox="0 0 26 8" aria-hidden="true" className={`said ${look}`}>
                  <line className="line" x1="1" y1="4" x2="25" y2="4" />
                </svg>
                {names[who]}
              </button>
            ))}
          </div>
          <ul className="differences">
            {frames.map((frame) => (
              <li key={frame.frame_id}>
                <FrameCard
                  evaluation={evaluation}
                  frame={frame}
                  sets={SETS.flatMap(({ who, look }): BoxSet[] =>
                    hidden.has(who) ? [] : [{ name: names[who], look, shapes: frame[who] }],
                  )}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

function FrameCard({
  evaluation,
  frame,
  sets,
}: {
  evaluation: Evaluation;
  frame: DifferingFrame;
  sets: readonly BoxSet[];
}) {
  const asset = useStore(assetsStore, (state) => state.byId.get(frame.asset_id));
  const counted = evaluation.differences.find((row) => row.frame_id === frame.frame_id);
  const index = indexInVideo(frame.asset_id, frame.frame_id);
  const path = projectPath(evaluation.project_id, "label", frame.asset_id);
  const name = `${asset?.name ?? "A held-out picture"}${index === null ? "" : `, frame ${index + 1}`}`;
  const words = counted
    ? `new ${counted.candidate_right} right, ${counted.candidate_wrong} wrong; now ${counted.champion_right} right, ${counted.champion_wrong} wrong`
    : "";
  const heard = sets.map((set) => `${set.name}: ${countShapes(set.shapes)}`).join("; ");
  return (
    <Link
      className="differing-card"
      to={index === null ? path : `${path}?frame=${index}`}
      name={`Open ${name} on the canvas. ${words}`}
    >
      <FramePicture
        // A still has a small picture; of a video's frame there is the whole one.
        address={index === null ? `/api/assets/${frame.asset_id}/thumbnail` : pictureOf(frame.frame_id)}
        frame={frame}
        sets={sets}
        name={heard}
        dot={pixelsPerDot(frame, THUMBNAIL)}
      />
      <span className="small differing-name">{name}</span>
      <span className="muted small">{words}</span>
      {frame.left_out > 0 && (
        <span className="muted small">{showCount(frame.left_out, "more box", "more boxes")} not drawn</span>
      )}
    </Link>
  );
}
