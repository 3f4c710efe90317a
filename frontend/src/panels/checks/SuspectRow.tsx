/** One suspect: its picture with what is drawn and what the model says, the reason, and what can be done. */
import { Check, Maximize2, Plus, Tag, Trash2, Undo2 } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Suspect } from "../../contract/suspects";
import { KIND_WORDS, type Mend, mendOf, placeOf, viewAround, wordsOf } from "../../model/suspects";
import { indexInVideo } from "../../model/video/frameId";
import { type Deal, deal, goToCheck, openCheck, undoCheck } from "../../state/checks";
import { projectStore } from "../../state/projectStore";
import { FrameCrop, type Outline } from "../FrameCrop";
import { showPercent } from "../ui/format";
import { Chip } from "../ui/parts";
import { CheckButton } from "./CheckButton";

const FORM = 4 / 3;
const MEND_ICON = { relabel: Tag, add: Plus, remove: Trash2 } as const;

interface Props {
  suspect: Suspect;
  dealt: Deal | undefined;
  current: boolean;
  mayEdit: boolean;
}

export const SuspectRow = memo(function SuspectRow({ suspect, dealt, current, mayEdit }: Props) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = row.current;
    if (!current || !element) return;
    element.scrollIntoView({ block: "nearest" });
    const { activeElement } = document;
    // Who works by the keyboard is followed; who types elsewhere is left alone.
    if (activeElement === document.body || activeElement?.closest(".checks-list"))
      element.focus({ preventScroll: true });
  }, [current]);
  const index = indexInVideo(suspect.asset_id, suspect.frame_id);
  return (
    <li>
      <article
        ref={row}
        tabIndex={-1}
        className={dealt ? "suspect dealt" : "suspect"}
        aria-current={current || undefined}
        data-testid="suspect"
        data-id={suspect.id}
        onFocus={() => goToCheck(suspect.id)}
        onPointerDown={() => goToCheck(suspect.id)}
      >
        <Picture suspect={suspect} />
        <div className="suspect-text">
          <p className="suspect-kind">
            <Chip tone="warn" tip={KIND_WORDS[suspect.kind].tip}>
              {KIND_WORDS[suspect.kind].one}
            </Chip>
            <span className="muted small clip">
              {suspect.asset_name}
              {index !== null && `, frame ${index}`}
            </span>
          </p>
          <h2>{suspect.reason}</h2>
          <Legend suspect={suspect} />
          <div className="suspect-acts">
            {dealt ? (
              <p className="suspect-done" role="status">
                <Check size={15} aria-hidden="true" /> {dealt.words}
                {dealt.isOwn && (
                  <button type="button" className="btn small" onClick={() => void undoCheck(suspect.id)}>
                    <Undo2 size={14} aria-hidden="true" /> Undo
                  </button>
                )}
              </p>
            ) : (
              <Acts suspect={suspect} mayEdit={mayEdit} />
            )}
          </div>
        </div>
      </article>
    </li>
  );
});

function Picture({ suspect }: { suspect: Suspect }) {
  const colours = useStore(projectStore, (state) => state.colours);
  const { drawn, other, said } = suspect;
  const colourOf = (label: string) => colours.get(label) ?? "var(--accent)";
  const outlines: Outline[] = [];
  if (said) outlines.push({ shape: said.shape, part: "said", colour: colourOf(said.label) });
  if (other) outlines.push({ shape: other.shape, part: "other", colour: colourOf(other.label) });
  if (drawn) outlines.push({ shape: drawn.shape, part: "drawn", colour: colourOf(drawn.label) });
  return (
    <button
      type="button"
      className="suspect-picture"
      aria-label={`Open ${suspect.asset_name}`}
      data-tip="Open it on its picture"
      data-keys="enter"
      onClick={() => openCheck(suspect.id)}
    >
      <FrameCrop
        frame={suspect.frame}
        view={viewAround(placeOf(suspect), suspect.frame, FORM)}
        outlines={outlines}
        name={suspect.reason}
      />
    </button>
  );
}

/** What the lines are: as told apart by their form as by their colour. */
function Legend({ suspect: { drawn, other, said } }: { suspect: Suspect }) {
  const colours = useStore(projectStore, (state) => state.colours);
  const line = (label: string) => ({ borderColor: colours.get(label) ?? "var(--accent)" });
  return (
    <p className="suspect-legend muted small">
      {drawn && (
        <span>
          <i style={line(drawn.label)} /> drawn: <b>{drawn.label}</b>
          {drawn.actor && ` by ${drawn.actor.name}`}
        </span>
      )}
      {other && (
        <span>
          <i className="thin" style={line(other.label)} /> before it: <b>{other.label}</b>
        </span>
      )}
      {said && (
        <span>
          <i className="dashed" style={line(said.label)} /> model: <b>{said.label}</b>{" "}
          {showPercent(said.score)}
        </span>
      )}
    </p>
  );
}

function Acts({ suspect, mayEdit }: { suspect: Suspect; mayEdit: boolean }) {
  const mend = mendOf(suspect);
  const act = (verb: Parameters<typeof deal>[1]) => void deal(suspect.id, verb);
  if (!mayEdit) return <Open suspect={suspect} />;
  if (suspect.dismissed)
    return (
      <>
        <span className="muted small">{suspect.dismissed.name} said that it is right.</span>
        <CheckButton command="checks.dismiss" icon={Undo2} onClick={() => act("bringBack")}>
          List it again
        </CheckButton>
        <Open suspect={suspect} />
      </>
    );
  return (
    <>
      {mend && <MendButton mend={mend} onClick={() => act("accept")} />}
      <CheckButton command="checks.dismiss" icon={Check} onClick={() => act("dismiss")}>
        It is right
      </CheckButton>
      {mend?.verb !== "remove" && (
        <CheckButton command="checks.remove" icon={Trash2} onClick={() => act("remove")}>
          {suspect.kind === "missing" ? "Reject" : "Remove"}
        </CheckButton>
      )}
      <Open suspect={suspect} />
    </>
  );
}

function MendButton({ mend, onClick }: { mend: Mend; onClick: () => void }) {
  return (
    <CheckButton command="checks.accept" icon={MEND_ICON[mend.verb]} primary onClick={onClick}>
      {wordsOf(mend)}
    </CheckButton>
  );
}

function Open({ suspect }: { suspect: Suspect }) {
  return (
    <CheckButton command="checks.open" icon={Maximize2} onClick={() => openCheck(suspect.id)}>
      Open
    </CheckButton>
  );
}
