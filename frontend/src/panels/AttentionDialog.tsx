/** Corrections that need a person: somebody else changed the same object, or the portal refused. */
import { useStore } from "zustand";
import type { Annotation, Shape } from "../contract/contract";
import { opposed } from "../model/describe";
import { differingProperties } from "../model/diffShape";
import { type Bounds, shapeBounds, unionBounds } from "../model/geometry";
import { isDotted, shapeToSvgPath } from "../model/svgPath";
import { metAt } from "../model/track/keyframes";
import { commandById } from "../state/commands";
import { keepMine, takeTheirs } from "../state/conflicts";
import { outbox } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import type { OutboxEntry } from "../state/outboxStorage";
import { openDialog } from "../state/uiStore";
import { Dialog } from "./ui/Dialog";
import { useKeys } from "./ui/useKeys";

export function AttentionDialog() {
  const entries = useStore(outbox.store, (state) => state.entries);
  const waiting = entries.filter((entry) => entry.state !== "waiting");
  if (waiting.length === 0) return null;
  return (
    <Dialog title="Changes that need you" onClose={() => openDialog(null)} wide>
      <ul className="attention-list">
        {waiting.map((entry, index) => (
          <li key={entry.mutation_id}>
            {entry.state === "conflict" ? (
              <Conflict entry={entry} keyed={index === 0} />
            ) : (
              <Refused entry={entry} />
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const VERBS: Readonly<Record<OutboxEntry["correction"]["kind"], string>> = {
  add: "a new object",
  accept: "accepting a ghost",
  adjust: "adjusting a ghost",
  reshape: "a new shape",
  relabel: "a new label",
  describe: "a description",
  remove: "removing an object",
  restore: "bringing an object back",
  reject: "rejecting a ghost",
  reopen: "bringing a ghost back",
  withdraw: "taking an acceptance back",
  rekey: "keyframes of a track",
};

/** What a choice by key says of itself. */
function useChoiceKeys(command: string, keyed: boolean) {
  const keys = useKeys(command);
  if (!keyed) return {};
  return { "data-tip": commandById(command).title, "data-keys": keys.slice(0, 2).join(" ") };
}

/** `keyed`: the one that the keys choose in. */
function Conflict({ entry, keyed = false }: { entry: OutboxEntry; keyed?: boolean }) {
  const theirsKeys = useChoiceKeys("conflict.theirs", keyed);
  const mineKeys = useChoiceKeys("conflict.mine", keyed);
  const { correction, theirs } = entry;
  const before = frameStore.visible(entry.frame_id)?.annotations.get(correction.annotation_id ?? "");
  const label = correction.label ?? theirs?.label ?? before?.label ?? "";
  const said = correction.keyframes;
  // Two tracks are shown where they differ, at a keyframe that both spoke of.
  const met = said && theirs?.shape.type === "track" ? metAt(said, theirs.shape) : null;
  const shape = met ? met.mine : (correction.shape ?? theirs?.shape ?? before?.shape ?? null);
  const other = met ? met.theirs : (theirs?.shape ?? null);
  const removing = correction.kind === "remove" || correction.kind === "withdraw";
  const mine = theirs?.actor?.id === entry.user_id;
  const who = mine ? "You, in another window," : (theirs?.actor?.name ?? "Somebody else");
  const words = theirs && correction.changes ? opposed(correction.changes, theirs) : [];
  const differing =
    theirs && shape && !removing && !met
      ? differingProperties({ label, shape, changes: correction.changes }, theirs)
      : [];
  return (
    <article className="conflict">
      <p>
        <strong>{who}</strong> {theirs ? "changed" : "removed"} this object while you were
        {removing ? " removing it." : " working on it."}
        {met && ` Keyframe ${met.frame} differs.`}
        {differing.length > 0 &&
          ` The ${differing.join(" and ")} ${differing.length > 1 ? "differ" : "differs"}.`}
      </p>
      <div className="versions">
        <Version
          title="Mine"
          label={removing ? "removed" : label}
          shape={removing ? null : shape}
          other={other}
          words={words.map(([name, said]) => `${name}: ${said}`)}
          mine
        />
        <Version
          title={mine ? "The other window" : (theirs?.actor?.name ?? "Theirs")}
          label={theirs?.label ?? "removed"}
          shape={other}
          other={shape}
          words={words.map(([name, , said]) => `${name}: ${said}`)}
        />
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn" {...theirsKeys} onClick={() => takeTheirs(entry)}>
          Take theirs
        </button>
        <button type="button" className="btn primary" {...mineKeys} onClick={() => keepMine(entry)}>
          Keep mine
        </button>
      </div>
    </article>
  );
}

interface VersionProps {
  title: string;
  label: string;
  shape: Annotation["shape"] | null;
  other: Shape | null;
  mine?: boolean;
  /** What this version says of the attributes that differ. */
  words: readonly string[];
}

function Version({ title, label, shape, other, words, mine = false }: VersionProps) {
  const all = [shape, other].flatMap((item) => (item && shapeBounds(item)) ?? []);
  const whole = unionBounds(all);
  const own = shape ? shapeBounds(shape) : null;
  return (
    <figure className={mine ? "version mine" : "version"}>
      <figcaption>
        <span>{title}</span>
        <strong>{label}</strong>
      </figcaption>
      {whole && (
        <svg
          viewBox={`${whole.x - whole.width * 0.15} ${whole.y - whole.height * 0.15} ${whole.width * 1.3} ${whole.height * 1.3}`}
          aria-hidden="true"
        >
          {other && <Outline shape={other} className="other" />}
          {shape && <Outline shape={shape} className="own" />}
        </svg>
      )}
      {words.map((said) => (
        <span key={said} className="small">
          {said}
        </span>
      ))}
      <span className="muted small">{own ? describe(own) : "no longer there"}</span>
    </figure>
  );
}

function Outline({ shape, className }: { shape: Annotation["shape"]; className: string }) {
  const look = isDotted(shape)
    ? `${className} dots`
    : shape.type === "polyline"
      ? `${className} open`
      : className;
  return (
    <path d={shapeToSvgPath(shape)} fillRule="evenodd" className={look} vectorEffect="non-scaling-stroke" />
  );
}

function describe(bounds: Bounds): string {
  return `${Math.round(bounds.width)} × ${Math.round(bounds.height)} at ${Math.round(bounds.x)}, ${Math.round(bounds.y)}`;
}

function Refused({ entry }: { entry: OutboxEntry }) {
  return (
    <article className="conflict">
      <p>
        The portal did not take <strong>{VERBS[entry.correction.kind]}</strong>:{" "}
        {entry.reason ?? "it gave no reason."}
      </p>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={() => outbox.discard(entry.mutation_id)}>
          Discard
        </button>
        <button type="button" className="btn primary" onClick={() => outbox.retry(entry.mutation_id)}>
          Try again
        </button>
      </div>
    </article>
  );
}

/** The same question without a dialog, beside the picture: it never interrupts a gesture. */
export function ConflictNotice() {
  const entries = useStore(outbox.store, (state) => state.entries);
  const waiting = entries.filter((entry) => entry.state !== "waiting");
  const [first] = waiting;
  if (!first) return null;
  return (
    <aside className="conflict-notice" aria-label="A change that needs you" data-testid="conflict">
      {first.state === "conflict" ? <Conflict entry={first} keyed /> : <Refused entry={first} />}
      {waiting.length > 1 && (
        <button type="button" className="link" onClick={() => openDialog("attention")}>
          {waiting.length - 1} more
        </button>
      )}
    </aside>
  );
}
