/** Look-alikes of a mistake: which of them to answer, and how, as one act. */
import { type FormEvent, useId } from "react";
import { useStore } from "zustand";
import { actWords, chosenIds, LEAST_LINE, whyNone } from "../model/lookAlikes";
import { answerChosen, chooseAll, chooseAnswer, closeAlike, moveLine } from "../state/alikePanel";
import { type AlikePanel, alikeStore } from "../state/alikeStore";
import { projectStore } from "../state/projectStore";
import { AlikeCrop, AlikeGrid } from "./AlikeGrid";
import { Dialog, DialogFoot } from "./ui/Dialog";
import { showCount, showPercent } from "./ui/format";

export function AlikeDialog() {
  const panel = useStore(alikeStore, (state) => state.panel);
  if (!panel) return null;
  const label = panel.about.said?.label ?? panel.found?.label;
  return (
    <Dialog title={label ? `Look-alikes of this “${label}”` : "Look-alikes"} onClose={closeAlike} wide>
      <Body panel={panel} />
    </Dialog>
  );
}

function Body({ panel }: { panel: AlikePanel }) {
  const { found, choice, kind, label } = panel;
  const similar = found?.similar ?? [];
  const count = chosenIds(similar, choice).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void answerChosen();
  };
  if (similar.length === 0) return <Empty panel={panel} />;
  const ready = count > 0 && !panel.sending && (kind !== "relabel" || label !== null);
  return (
    <form className="stack alike-form" onSubmit={submit}>
      <div className="alike-body">
        <Mistake panel={panel} />
        <AlikeGrid similar={similar} choice={choice} />
      </div>
      <Choosing panel={panel} count={count} of={similar.length} />
      <Answer panel={panel} />
      <DialogFoot
        fault={panel.fault}
        act={panel.sending ? "Saving…" : actWords(kind, count, label ?? "")}
        ready={ready}
        onCancel={closeAlike}
      />
    </form>
  );
}

/** What they are compared to. */
function Mistake({ panel: { about, found } }: { panel: AlikePanel }) {
  const { said, frame } = about;
  if (!said || !frame) return null;
  return (
    <figure className="alike-mistake">
      <AlikeCrop frame={frame} said={said} />
      <figcaption className="muted small">
        {found?.suggestion ? "This was wrong" : "Compared to this"}
        {found && found.compared > 1 && `, of ${found.compared.toLocaleString("en")} compared`}
      </figcaption>
    </figure>
  );
}

function Choosing({ panel, count, of }: { panel: AlikePanel; count: number; of: number }) {
  const id = useId();
  const { line } = panel.choice;
  const share = (line - LEAST_LINE) / (1 - LEAST_LINE);
  return (
    <div className="alike-choosing">
      <label htmlFor={id}>At least alike</label>
      <input
        id={id}
        type="range"
        min={LEAST_LINE}
        max={1}
        step={0.01}
        value={line}
        aria-valuetext={`${Math.round(line * 100)} percent`}
        style={{ "--at": `${share * 100}%` } as React.CSSProperties}
        onChange={(event) => moveLine(Number(event.target.value))}
      />
      <output htmlFor={id}>{showPercent(line)}</output>
      <span className="spacer" />
      <span className="muted small" role="status">
        {count} of {showCount(of, "look-alike")} chosen
      </span>
      <button type="button" className="link" onClick={() => chooseAll(true)}>
        All
      </button>
      <button type="button" className="link" onClick={() => chooseAll(false)}>
        None
      </button>
    </div>
  );
}

function Answer({ panel: { kind, label } }: { panel: AlikePanel }) {
  const labels = useStore(projectStore, (state) => state.project?.labels ?? null);
  return (
    <div className="alike-answer" role="group" aria-label="How to answer them">
      <div className="segments">
        <button type="button" aria-pressed={kind === "reject"} onClick={() => chooseAnswer("reject")}>
          Reject
        </button>
        <button type="button" aria-pressed={kind === "relabel"} onClick={() => chooseAnswer("relabel")}>
          Call them
        </button>
        <button type="button" aria-pressed={kind === "accept"} onClick={() => chooseAnswer("accept")}>
          Accept
        </button>
      </div>
      {kind === "relabel" && (
        <select
          value={label ?? ""}
          aria-label="What they are"
          onChange={(event) => chooseAnswer("relabel", event.target.value)}
        >
          {labels?.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
      <span className="muted small">
        One act, which one undo takes back. Arrows and Space choose, Enter answers.
      </span>
    </div>
  );
}

function Empty({ panel }: { panel: AlikePanel }) {
  const { found, fault } = panel;
  const words = fault ?? (found === null ? "Comparing…" : whyNone(found));
  return (
    <div className="stack alike-form">
      <div className="alike-body">
        <Mistake panel={panel} />
        <p className={fault ? "fault" : "muted"} role="status">
          {words}
          {found?.pending && " It is asked again by itself."}
        </p>
      </div>
    </div>
  );
}
