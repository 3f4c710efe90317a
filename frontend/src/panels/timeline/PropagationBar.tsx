/** Over the lanes: what the machine tracks now, how far it is and why it stopped, and what to do with it. */
import { Check, CheckCheck, LoaderCircle, Trash2 } from "lucide-react";
import { useStore } from "zustand";
import type { Propagation } from "../../contract/video";
import { isActive, passed, wordsOnEnd } from "../../model/track/propagation";
import { mayEdit } from "../../state/editor";
import { frameStore } from "../../state/frameStore";
import { seek } from "../../state/playback";
import { dropPropagation, keepPropagation, propagationStore } from "../../state/propagation";
import { select } from "../../state/selectionStore";
import { useKeys } from "../ui/useKeys";

export function PropagationBar() {
  const standing = useStore(propagationStore, (state) => state.standing);
  if (standing.length === 0) return null;
  return (
    <ul className="propagations" aria-label="Tracked by the machine">
      {standing.map((one) => (
        <Row key={one.id} propagation={one} />
      ))}
    </ul>
  );
}

function Row({ propagation }: { propagation: Propagation }) {
  const { id, annotation_id: trackId, keyframes, last, reached } = propagation;
  const label = useStore(frameStore.store, () => frameStore.object(trackId)?.label ?? "track");
  const active = isActive(propagation);
  const words = wordsOnEnd(propagation);
  const share = passed(propagation, reached) / Math.max(1, passed(propagation, last));
  const none = keyframes.length === 0;
  return (
    <li
      className="propagation"
      data-testid="propagation"
      data-status={propagation.status}
      style={{ "--share": `${share * 100}%` } as React.CSSProperties}
    >
      {active && <LoaderCircle size={13} className="spin" aria-hidden="true" />}
      <button
        type="button"
        className="link"
        data-tip="Go to the frame it has come to"
        onClick={() => {
          select([trackId]);
          seek(reached);
        }}
      >
        {label}
      </button>
      <span className="propagation-words" title={words}>
        {words}
      </span>
      <span className="visually-hidden" role="status">
        {active ? "" : words}
      </span>
      <span className="spacer" />
      {mayEdit() && (
        <>
          <Act
            command="track.keepHere"
            icon={Check}
            words="Keep to here"
            tip="Keep what was tracked up to here"
            disabled={none}
            run={() => void keepPropagation(id, true)}
          />
          <Act
            command="track.keep"
            icon={CheckCheck}
            words="Keep all"
            tip="Keep all that was tracked"
            disabled={none}
            run={() => void keepPropagation(id, false)}
          />
          <Act
            command="track.drop"
            icon={Trash2}
            words={active ? "Stop" : "Discard"}
            tip={active ? "Stop, and drop its ghosts" : "Drop its ghosts"}
            disabled={false}
            run={() => void dropPropagation(id)}
          />
        </>
      )}
    </li>
  );
}

interface ActProps {
  readonly command: string;
  readonly icon: typeof Check;
  readonly words: string;
  readonly tip: string;
  readonly disabled: boolean;
  readonly run: () => void;
}

function Act({ command, icon: Icon, words, tip, disabled, run }: ActProps) {
  const keys = useKeys(command);
  return (
    <button
      type="button"
      className="btn small"
      disabled={disabled}
      data-tip={tip}
      data-keys={keys.slice(0, 1).join(" ")}
      onClick={run}
    >
      <Icon size={13} aria-hidden="true" />
      {words}
    </button>
  );
}
