/** The open picture before and after, side by side in step or one over the other, and what differs. */
import { Columns2, Layers, ScanSearch } from "lucide-react";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import type { SaidShape } from "../../contract/blind";
import type { Frame } from "../../contract/contract";
import { shapeBounds } from "../../model/geometry";
import { countShapes } from "../../model/loop/blind";
import { labelColours } from "../../model/palette";
import { type Difference, type Thing, tellDifference } from "../../model/work/compareSets";
import { pictureOf } from "../../state/blind";
import { mayReview } from "../../state/editor";
import { frameStore } from "../../state/frameStore";
import { projectStore } from "../../state/projectStore";
import { finishAndNext, review } from "../../state/review";
import { openDialog } from "../../state/uiStore";
import {
  closeVersions,
  differencesOf,
  openVersions,
  type Side,
  thingsOf,
  type VersionsState,
  versionsStore,
} from "../../state/versions";
import { StepPanes } from "../models/StepPanes";
import { Dialog } from "../ui/Dialog";
import { EmptyState } from "../ui/parts";

const NO_LABELS: never[] = [];
const NAMES: Readonly<Record<Side, string>> = { model: "Model", submitted: "Handed in", now: "Now" };

const drawn = ({ label, shape }: Thing): SaidShape | null => {
  if (shape.type === "tag" || shape.type === "box") return { label, shape };
  const bounds = shapeBounds(shape);
  return bounds && { label, shape: { type: "box", ...bounds, rotation: 0 } };
};
const drawnAll = (things: readonly (Thing | null)[]): SaidShape[] =>
  things.flatMap((thing) => (thing && drawn(thing)) ?? []);

export function CompareDialog() {
  const state = useStore(versionsStore);
  const frame = frameStore.openFrame()?.frame;
  return (
    <Dialog title="Before and after" full onClose={closeVersions}>
      {state.error && (
        <p className="notice bad" role="alert">
          {state.error}{" "}
          <button type="button" className="link" onClick={() => void openVersions()}>
            Try again
          </button>
        </p>
      )}
      {!state.versions && !state.error && <p className="muted blind-wait">Reading …</p>}
      {state.versions && frame && <Comparison state={state} frame={frame} />}
    </Dialog>
  );
}

function Comparison({ state, frame }: { state: VersionsState; frame: Frame }) {
  const labels = useStore(projectStore, ({ project }) => project?.labels ?? NO_LABELS);
  const colours = useMemo(() => labelColours(labels), [labels]);
  const differences = useMemo(() => differencesOf(state), [state]);
  const [at, setAt] = useState<number | null>(null);
  const { versions, before, after, overlay } = state;
  if (!versions) return null;
  const chosen = at === null ? undefined : differences[at];
  const mark = chosen
    ? [{ name: "chosen", look: "broad" as const, shapes: drawnAll([chosen.before, chosen.after]) }]
    : [];
  const side = (which: Side) => {
    const shapes = drawnAll(thingsOf(versions, which));
    const set = { name: NAMES[which], look: "solid" as const, shapes, colours };
    return { name: NAMES[which], shows: countShapes(shapes), sets: [set, ...mark] };
  };
  const over = () => {
    const was = drawnAll(thingsOf(versions, before));
    const is = drawnAll(thingsOf(versions, after));
    return {
      name: `${NAMES[before]} (dashed) under ${NAMES[after].toLowerCase()} (solid)`,
      shows: `${was.length} and ${is.length}`,
      sets: [
        { name: NAMES[before], look: "dashed" as const, shapes: was, colours },
        { name: NAMES[after], look: "solid" as const, shapes: is, colours },
        ...mark,
      ],
    };
  };
  return (
    <div className="compare">
      <div className="compare-main">
        <div className="compare-choice">
          <SideChoice name="Before" value={before} on={(next) => versionsStore.setState({ before: next })} />
          <SideChoice name="After" value={after} on={(next) => versionsStore.setState({ after: next })} />
          <div className="segments" role="group" aria-label="How they are shown">
            <button
              type="button"
              aria-pressed={!overlay}
              onClick={() => versionsStore.setState({ overlay: false })}
            >
              <Columns2 size={14} aria-hidden="true" /> Side by side
            </button>
            <button
              type="button"
              aria-pressed={overlay}
              onClick={() => versionsStore.setState({ overlay: true })}
            >
              <Layers size={14} aria-hidden="true" /> One over the other
            </button>
          </div>
        </div>
        <StepPanes
          address={pictureOf(frame.id)}
          frame={frame}
          panes={overlay ? [over()] : [side(before), side(after)]}
        />
      </div>
      <aside className="compare-side" aria-label="What differs">
        <h3>
          What differs <span className="count">{differences.length}</span>
        </h3>
        {differences.length === 0 ? (
          <EmptyState icon={ScanSearch} title="Nothing differs" />
        ) : (
          <ul className="compare-list">
            {differences.map((found, place) => (
              <DifferenceRow
                key={`${found.before?.id ?? ""} ${found.after?.id ?? ""}`}
                found={found}
                chosen={place === at}
                onChoose={() => setAt(place === at ? null : place)}
              />
            ))}
          </ul>
        )}
        <Verdicts />
      </aside>
    </div>
  );
}

interface RowProps {
  found: Difference;
  chosen: boolean;
  onChoose: () => void;
}

function DifferenceRow({ found, chosen, onChoose }: RowProps) {
  return (
    <li>
      <button type="button" className={`compare-row ${found.kind}`} aria-pressed={chosen} onClick={onChoose}>
        {tellDifference(found)}
      </button>
    </li>
  );
}

interface ChoiceProps {
  name: string;
  value: Side;
  on: (side: Side) => void;
}

function SideChoice({ name, value, on }: ChoiceProps) {
  const handedIn = useStore(versionsStore, (state) => state.versions?.submitted != null);
  return (
    <label className="compare-pick">
      <span className="muted small">{name}</span>
      <select value={value} onChange={(event) => on(event.target.value as Side)}>
        {(Object.keys(NAMES) as Side[]).map((side) => (
          <option key={side} value={side} disabled={side === "submitted" && !handedIn}>
            {NAMES[side]}
            {side === "submitted" && !handedIn ? " (not yet)" : ""}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Approve it, return it, or close this and mend it. */
function Verdicts() {
  if (!mayReview())
    return (
      <button type="button" className="btn" onClick={closeVersions}>
        Back to the picture
      </button>
    );
  const approve = async () => {
    if (await finishAndNext(() => review("approved"))) closeVersions();
  };
  return (
    <div className="compare-acts">
      <button type="button" className="btn small" onClick={closeVersions}>
        Fix it
      </button>
      <button type="button" className="btn small" onClick={() => openDialog("return")}>
        Return
      </button>
      <button type="button" className="btn small primary" onClick={() => void approve()}>
        Approve
      </button>
    </div>
  );
}
