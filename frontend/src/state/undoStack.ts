/** Undo and redo of a person's own acts, each undone by corrections of its own. */
import type { Annotation } from "../contract/contract";
import { describedOf, invertChanges, PLAIN, sameDescribed, sameWhere } from "../model/describe";
import type { FrameState } from "../model/frameState";
import { sameShape } from "../model/geometry";
import { newAnnotationId } from "../model/ids";
import { keyframesBefore, sameKeyframesWhere } from "../model/track/keyframes";
import { type Act, type Packed, packAct, type Standing, type Step, unpackAct } from "./act";

export type { Act, Standing, Step } from "./act";

const DEPTH = 500;
/** As many acts as are taken back at a stretch are kept as they are. */
const AT_HAND = 16;

/** Steps that take an act back, newest first. */
export function invertSteps(steps: readonly Step[], before: FrameState): Step[] {
  return steps.flatMap((step) => invertStep(step, before) ?? []).reverse();
}

function invertStep(step: Step, before: FrameState): Step | null {
  const id = step.annotation_id;
  const was = id ? before.annotations.get(id) : undefined;
  const about: Partial<Step> = id ? { annotation_id: id } : {};
  switch (step.kind) {
    case "add":
    case "restore":
      return { kind: "remove", ...about };
    case "remove":
      return { kind: "restore", ...about, ...(was ? { label: was.label, shape: was.shape } : {}) };
    case "accept":
      return { kind: "withdraw", ...about };
    case "adjust":
      if (step.prediction_id) return { kind: "withdraw", ...about };
      return {
        kind: "adjust",
        ...about,
        ...(was ? { shape: was.shape } : {}),
        ...(step.changes ? { changes: invertChanges(step.changes, was ?? PLAIN) } : {}),
      };
    case "withdraw":
      return { kind: "accept", ...about, ...(was?.derived_from ? { prediction_id: was.derived_from } : {}) };
    case "reject":
      return { kind: "reopen", ...(step.prediction_id ? { prediction_id: step.prediction_id } : {}) };
    case "reopen":
      return { kind: "reject", ...(step.prediction_id ? { prediction_id: step.prediction_id } : {}) };
    case "reshape":
      return { kind: "reshape", ...about, ...(was ? { shape: was.shape } : {}) };
    case "relabel":
      return { kind: "relabel", ...about, ...(was ? { label: was.label } : {}) };
    case "rekey":
      // Those that this step touched, and no others: somebody else may have set one meanwhile.
      if (was?.shape.type !== "track") return null;
      return { kind: "rekey", ...about, keyframes: keyframesBefore(step.keyframes ?? {}, was.shape) };
    case "describe":
      return { kind: "describe", ...about, changes: invertChanges(step.changes ?? {}, was ?? PLAIN) };
  }
}

/** How the annotations that the steps touch stand in a state. */
export function standings(steps: readonly Step[], state: FrameState): Map<string, Standing | null> {
  const found = new Map<string, Standing | null>();
  for (const { annotation_id: id } of steps) {
    if (!id) continue;
    const annotation = state.annotations.get(id);
    found.set(id, annotation ? standingOf(annotation) : null);
  }
  return found;
}

function standingOf(annotation: Annotation): Standing {
  return { label: annotation.label, shape: annotation.shape, ...describedOf(annotation) };
}

/** The steps that may still be made: those whose object stands as this person left it. */
export function stillMine(
  steps: readonly Step[],
  expected: ReadonlyMap<string, Standing | null>,
  state: FrameState,
): Step[] {
  return steps.filter((step) => {
    const { kind, annotation_id: id, prediction_id: predictionId } = step;
    if (kind === "reopen") return predictionId !== undefined && state.decided.has(predictionId);
    if (kind === "reject" || kind === "accept" || (kind === "adjust" && predictionId !== undefined)) {
      return predictionId !== undefined && state.predictions.has(predictionId);
    }
    if (!id) return false;
    const wanted = expected.get(id);
    const now = state.annotations.get(id);
    if (!now) return (wanted === null || wanted === undefined) && kind === "restore";
    if (!wanted) return false;
    if (kind === "reshape") return sameShape(now.shape, wanted.shape);
    if (kind === "rekey") return sameKeyframesWhere(step.keyframes ?? {}, now.shape, wanted.shape);
    if (kind === "relabel") return now.label === wanted.label;
    if (kind === "describe") return sameWhere(step.changes ?? {}, now, wanted);
    if (kind === "adjust")
      return sameShape(now.shape, wanted.shape) && sameWhere(step.changes ?? {}, now, wanted);
    return now.label === wanted.label && sameShape(now.shape, wanted.shape) && sameDescribed(now, wanted);
  });
}

/** An act on the stack; those that lie deep are kept packed. */
interface Kept {
  readonly scope: string;
  readonly act: Act | Packed;
}

const isPacked = (act: Act | Packed): act is Packed => "fractions" in act;

const unpacked = ({ act }: Kept): Act => (isPacked(act) ? unpackAct(act) : act);

const packed = (kept: Kept): Kept => (isPacked(kept.act) ? kept : { ...kept, act: packAct(kept.act) });

/** The act with an object's id exchanged, as when it comes back under another. */
function renamed(kept: Kept, from: string, to: string): Kept {
  if (isPacked(kept.act) && !kept.act.text.includes(from)) return kept;
  const act = unpacked(kept);
  const renameStep = (step: Step): Step =>
    step.annotation_id === from ? { ...step, annotation_id: to } : step;
  const renameKey = (map: ReadonlyMap<string, Standing | null>) =>
    new Map([...map].map(([id, standing]) => [id === from ? to : id, standing] as const));
  return {
    ...kept,
    act: {
      ...act,
      steps: act.steps.map(renameStep),
      inverse: act.inverse.map(renameStep),
      before: renameKey(act.before),
      after: renameKey(act.after),
    },
  };
}

export function createUndoStack() {
  let done: Kept[] = [];
  let undone: Kept[] = [];

  const lastOf = (list: readonly Kept[], scope: string) => list.findLastIndex((kept) => kept.scope === scope);
  const peek = (list: readonly Kept[], scope: string): Act | null => {
    const kept = list[lastOf(list, scope)];
    return kept ? unpacked(kept) : null;
  };

  return {
    push(act: Act): void {
      const scope = act.scope ?? act.frameId;
      done = [...done.slice(-DEPTH + 1), { scope, act }];
      const deep = done.at(-AT_HAND);
      if (deep) done = done.with(-AT_HAND, packed(deep));
      undone = undone.filter((other) => other.scope !== scope);
    },
    /** Take the newest act of a frame (or a video) off; the caller makes its inverse. */
    undo(scope: string): Act | null {
      const act = peek(done, scope);
      if (!act) return null;
      done = done.toSpliced(lastOf(done, scope), 1);
      undone = [...undone, { scope, act }];
      return act;
    },
    /** Take the newest undone act back; an accepted ghost becomes a new object with a new id. */
    redo(scope: string): Act | null {
      for (const step of peek(undone, scope)?.steps ?? []) {
        const creates = step.kind === "accept" || (step.kind === "adjust" && step.prediction_id);
        if (!creates || !step.annotation_id) continue;
        const [from, to] = [step.annotation_id, newAnnotationId()];
        done = done.map((kept) => renamed(kept, from, to));
        undone = undone.map((kept) => renamed(kept, from, to));
      }
      const act = peek(undone, scope);
      if (!act) return null;
      undone = undone.toSpliced(lastOf(undone, scope), 1);
      done = [...done, { scope, act }];
      return act;
    },
    /** What undo and redo would take next. */
    next(scope: string): { undo: Act | null; redo: Act | null } {
      return { undo: peek(done, scope), redo: peek(undone, scope) };
    },
    can(scope: string): { undo: boolean; redo: boolean } {
      return { undo: lastOf(done, scope) >= 0, redo: lastOf(undone, scope) >= 0 };
    },
    /** Forget the acts of a frame that can no longer be taken back. */
    drop(scope: string): void {
      done = done.filter((kept) => kept.scope !== scope);
      undone = undone.filter((kept) => kept.scope !== scope);
    },
    clear(): void {
      done = [];
      undone = [];
    },
  };
}

/** The steps to redo an act: an added object comes back by restoring it. */
export function redoSteps(act: Act): Step[] {
  return act.steps.map((step) => {
    if (step.kind !== "add") return step;
    const { prompted: _told, ...fields } = step;
    return { ...fields, kind: "restore" };
  });
}

export type UndoStack = ReturnType<typeof createUndoStack>;
