/** What a person can do to the open frame; each act becomes corrections and one entry of the undo stack. */
import type { Annotation, Prediction, Prompted, Shape, SkeletonTemplate } from "../contract/contract";
import { applyCorrections } from "../model/applyCorrections";
import { defaultsFor } from "../model/attributes";
import { describedOf, diffDescribed, PLAIN } from "../model/describe";
import { diffShape } from "../model/diffShape";
import type { FrameState } from "../model/frameState";
import { roundShape } from "../model/geometry";
import { saidOnce } from "../model/ghostLayers";
import { byUncertainty, ghostsAbove, labelForGhost, walkGhosts } from "../model/ghosts";
import { newAnnotationId, newGroupId } from "../model/ids";
import { isEmptyMask, MOST_RUNS } from "../model/mask/spans";
import { fitsTemplate } from "../model/skeleton";
import { unreadFrame } from "../model/video/onReel";
import { undoStack } from "./frameSession";

import { frameStore } from "./frameStore";
import { isLocked } from "./personalStore";
import { labelNamed, labelNames, projectStore } from "./projectStore";
import { select, selectionStore } from "./selectionStore";
import { sendSteps } from "./sendSteps";
import { toast } from "./toastStore";
import { drawStore, routeSteps } from "./tracks";
import { uiStore } from "./uiStore";
import { type Act, invertSteps, type Step, standings } from "./undoStack";

export function mayEdit(): boolean {
  const role = projectStore.getState().project?.my_role;
  return role !== undefined && role !== "guest";
}

export function mayReview(): boolean {
  const role = projectStore.getState().project?.my_role;
  return role === "manager" || role === "reviewer";
}

export const LOCKED_SAID = "A locked object stays as it is. Shift+L unlocks it.";

/** The steps that touch no locked object; none of an act of several kinds, which is only right as a whole. */
function unlocked(steps: readonly Step[]): readonly Step[] {
  const free = steps.filter((step) => !isLocked(step.annotation_id));
  const kinds = new Set(steps.map((step) => step.kind));
  return free.length < steps.length && kinds.size > 1 ? [] : free;
}

/** Make steps as one act that one undo takes back; on a video, with the acts before of the same group `together`. */
export function act(
  name: string,
  wanted: readonly Step[],
  revisions?: ReadonlyMap<string, number>,
  together?: string,
): void {
  const frame = frameStore.openFrame();
  if (!frame || wanted.length === 0) return;
  if (!mayEdit()) {
    toast("You can look at this project, but not change it.");
    return;
  }
  if (wanted.some(({ shape }) => shape?.type === "mask" && shape.counts.length > MOST_RUNS)) {
    toast("This mask has too many small parts to be saved. Fill or erase some first.", "bad");
    return;
  }
  const steps = unlocked(wanted);
  if (steps.length < wanted.length) toast(LOCKED_SAID);
  const { reel: video, slots } = frameStore.store.getState();
  if (!video) return void carryOut(frame, steps, { name }, revisions);
  const reel = frameStore.openReel();
  if (!reel) return toast("The tracks of this video are still being read. Try again in a moment.");
  const { index, asset_id: scope } = video.frame;
  const own = slots.get(video.frame.id)?.visible ?? unreadFrame(video.frame);
  const { asTracks } = drawStore.getState();
  const routed = routeSteps(steps, { frame: own, reel, index, asTracks, isMutable });
  if (routed.fault) toast(routed.fault, "bad");
  const both = routed.frame.length > 0 && routed.reel.length > 0;
  const group = together ?? (both ? newGroupId() : undefined);
  const about = { name, scope, index, ...(group ? { group } : {}) };
  carryOut(own, routed.frame, about, revisions);
  carryOut(reel, routed.reel, about, revisions);
}

const isMutable = (label: string, name: string): boolean =>
  labelNamed(label)?.attributes.find((asked) => asked.name === name)?.mutable === true;

/** Make steps on one frame, open or not, and keep how to take them back. */
export function carryOut(
  frame: FrameState,
  steps: readonly Step[],
  about: Pick<Act, "name" | "scope" | "index" | "group">,
  revisions?: ReadonlyMap<string, number>,
): Act | null {
  if (steps.length === 0) return null;
  const expected = applyCorrections(
    frame,
    steps.map((step) => ({ mutation_id: "", ...step })),
    null,
  );
  sendSteps(frame, steps, revisions);
  const made: Act = {
    frameId: frame.frame.id,
    ...about,
    steps,
    inverse: invertSteps(steps, frame),
    before: standings(steps, frame),
    after: standings(steps, expected),
  };
  undoStack.push(made);
  return made;
}

export function addShape(shape: Shape, prompted?: Prompted): void {
  addShapes([shape], prompted);
}

/** Add shapes as one act; several of them are the parts of one thing, and stay together as a group. */
export function addShapes(shapes: readonly Shape[], prompted?: Prompted): void {
  const label = uiStore.getState().activeLabel;
  if (!label) {
    toast("This project has no labels yet. Add one in Settings first.", "bad");
    return;
  }
  if (shapes.length === 0) return;
  const first = initially(label);
  const carried = shapes.length > 1 ? { changes: { ...first.changes, group: newGroupId() } } : first;
  const from = prompted ? { prompted } : {};
  const steps = shapes.map((shape) => {
    const step = { kind: "add" as const, annotation_id: newAnnotationId(), label };
    return { ...step, shape: roundShape(shape), ...from, ...carried };
  });
  act("draw", steps);
  select(steps.map((step) => step.annotation_id));
}

/** What skeletons of the active label are made of; null when that label has none. */
export function activeSkeleton(): SkeletonTemplate | null {
  const label = uiStore.getState().activeLabel;
  return label ? (projectStore.getState().skeletons.get(label) ?? null) : null;
}

/** Say the active label of the whole frame, or take that back. */
export function toggleTag(): void {
  const frame = frameStore.openFrame();
  const label = uiStore.getState().activeLabel;
  if (!frame) return;
  const tags = [...frame.annotations.values()].filter(
    (annotation) => annotation.shape.type === "tag" && annotation.label === label,
  );
  if (tags.length === 0) return addShape({ type: "tag" });
  act(
    "remove the tag",
    tags.map((tag): Step => ({ kind: "remove", annotation_id: tag.id })),
  );
}

/** The revisions of annotations now: what a gesture that begins here is made on. */
export function revisionsOf(ids: Iterable<string>): Map<string, number> {
  const frame = frameStore.openFrame();
  const found = new Map<string, number>();
  for (const id of ids) {
    const revision = frame?.annotations.get(id)?.revision;
    if (revision !== undefined) found.set(id, revision);
  }
  return found;
}

/** Change shapes of annotations and ghosts; a moved ghost becomes the person's annotation.
 *
 * `revisions` are those at the start of the gesture: a change that came meanwhile is then a conflict, not overwritten.
 */
export function changeShapes(
  shapes: ReadonlyMap<string, Shape>,
  revisions?: ReadonlyMap<string, number>,
): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const steps: Step[] = [];
  const selected: string[] = [];
  for (const [id, shape] of shapes) {
    const annotation = frame.annotations.get(id);
    const ghost = frame.predictions.get(id);
    const erased = shape.type === "mask" && isEmptyMask(shape);
    if (annotation && erased) {
      steps.push({ kind: "remove", annotation_id: id });
    } else if (ghost && erased) {
      steps.push({ kind: "reject", prediction_id: id });
    } else if (annotation) {
      const change = diffShape(annotation.shape, shape);
      if (change) steps.push({ ...change, annotation_id: id });
      selected.push(id);
    } else if (revisions?.has(id)) {
      // Removed elsewhere during the gesture: the server answers with a conflict, and the person decides.
      steps.push({ kind: "reshape", annotation_id: id, shape: roundShape(shape) });
    } else if (ghost && diffShape(ghost.shape, shape)) {
      const label = labelForGhost(ghost, labelNames(), uiStore.getState().activeLabel);
      if (!label) continue;
      const made = newAnnotationId();
      steps.push({
        kind: "adjust",
        annotation_id: made,
        prediction_id: ghost.id,
        label,
        shape: roundShape(shape),
        ...initially(label),
      });
      selected.push(made);
    }
  }
  act("change the shape", steps, revisions);
  if (steps.length > 0) select(selected);
}

/** The ghosts that the person sees now. */
function shownGhosts(frame: FrameState): Prediction[] {
  const { threshold, hiddenVersions } = uiStore.getState();
  return ghostsAbove(frame, threshold, hiddenVersions);
}

/** The step that makes an object of a ghost; null when no label is known for it. */
export function acceptStep(ghost: Prediction): Step | null {
  const label = labelForGhost(ghost, labelNames(), uiStore.getState().activeLabel);
  if (!label) return null;
  const step: Step = {
    kind: "accept",
    annotation_id: newAnnotationId(),
    prediction_id: ghost.id,
    ...initially(label),
  };
  return label === ghost.label ? step : { ...step, label };
}

/** The first values of a new object: its label's defaults. */
export function initially(label: string): Pick<Step, "changes"> {
  const changes = defaultsFor(labelNamed(label));
  return changes ? { changes } : {};
}

export function selectedOf(frame: FrameState): { annotations: Annotation[]; ghosts: Prediction[] } {
  const annotations: Annotation[] = [];
  const ghosts: Prediction[] = [];
  for (const id of selectionStore.getState().ids) {
    // A selected track counts where it is not in the picture, too.
    const annotation = frame.annotations.get(id) ?? frameStore.object(id);
    const ghost = frame.predictions.get(id) ?? frameStore.ghost(id);
    if (annotation) annotations.push(annotation);
    else if (ghost) ghosts.push(ghost);
  }
  return { annotations, ghosts };
}

/** The ghost that the walk shows after those decided are gone. */
function selectNextGhost(frame: FrameState, decided: readonly Prediction[]): void {
  const gone = new Set(decided.map((ghost) => ghost.id));
  const walk = byUncertainty(shownGhosts(frame));
  const at = walk.findIndex((ghost) => ghost.id === decided.at(-1)?.id);
  const rest = [...walk.slice(at + 1), ...walk.slice(0, Math.max(0, at))].filter(
    (ghost) => !gone.has(ghost.id),
  );
  select(rest[0] ? [rest[0].id] : []);
}

export function acceptGhosts(wanted: readonly Prediction[], name = "accept"): void {
  const active = uiStore.getState().activeLabel;
  const ghosts = wanted.filter((ghost) => {
    const label = labelForGhost(ghost, labelNames(), active);
    return !label || mayCarry(ghost, label);
  });
  if (ghosts.length < wanted.length)
    toast("A skeleton stays a ghost: its label asks for another number of points.", "bad");
  const steps = ghosts.map(acceptStep).filter((step): step is Step => step !== null);
  if (steps.length < ghosts.length)
    toast("Choose a label first: this project does not know the ghost's label.", "bad");
  act(name, steps);
}

export function acceptSelected(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const { ghosts } = selectedOf(frame);
  if (ghosts.length === 0) return stepGhost(1);
  acceptGhosts(ghosts);
  selectNextGhost(frame, ghosts);
}

export function acceptAll(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const ghosts = saidOnce(shownGhosts(frame), uiStore.getState().mainVersions);
  if (ghosts.length === 0) return;
  acceptGhosts(ghosts, `accept ${ghosts.length} ghosts`);
  select([]);
}

export function rejectGhosts(ghosts: readonly Prediction[]): void {
  act(
    "reject",
    ghosts.map((ghost): Step => ({ kind: "reject", prediction_id: ghost.id })),
  );
}

/** Reject the selected ghosts and remove the selected annotations, as one act. */
export function removeSelected(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const { annotations, ghosts } = selectedOf(frame);
  act(annotations.length > 0 ? "remove" : "reject", [
    ...annotations.map((annotation): Step => ({ kind: "remove", annotation_id: annotation.id })),
    ...ghosts.map((ghost): Step => ({ kind: "reject", prediction_id: ghost.id })),
  ]);
  if (annotations.length === 0 && ghosts.length > 0) selectNextGhost(frame, ghosts);
  else select([]);
}

export function mayCarry({ shape }: Annotation | Prediction, label: string): boolean {
  return fitsTemplate(shape, projectStore.getState().skeletons.get(label));
}

/** Say why some of what was to get a label does not. */
function sayMisfits(wanted: readonly unknown[], kept: readonly unknown[], label: string): void {
  const count = projectStore.getState().skeletons.get(label)?.points.length;
  const left = wanted.length - kept.length;
  if (left === 0) return;
  const which = wanted.length === 1 ? "This skeleton stays" : `${left} of ${wanted.length} objects stay`;
  toast(`${which} as before: a skeleton of “${label}” has ${count} points. Draw it anew instead.`, "bad");
}

/** Give the selected objects a label; a selected ghost is accepted under it. */
export function relabelSelected(label: string): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const selected = selectedOf(frame);
  const annotations = selected.annotations.filter((found) => found.label === label || mayCarry(found, label));
  const ghosts = selected.ghosts.filter((ghost) => mayCarry(ghost, label));
  sayMisfits([...selected.annotations, ...selected.ghosts], [...annotations, ...ghosts], label);
  const accepted = ghosts.map(
    (ghost): Step => ({
      kind: "accept",
      annotation_id: newAnnotationId(),
      prediction_id: ghost.id,
      label,
      ...initially(label),
    }),
  );
  const changed = annotations.filter((annotation) => annotation.label !== label);
  act("relabel", [
    ...changed.map((annotation): Step => ({ kind: "relabel", annotation_id: annotation.id, label })),
    ...changed.flatMap((annotation): Step[] => {
      const changes = defaultsFor(labelNamed(label), annotation.attributes);
      return changes ? [{ kind: "describe", annotation_id: annotation.id, changes }] : [];
    }),
    ...accepted,
  ]);
  if (accepted.length > 0) {
    select([...annotations.map((item) => item.id), ...accepted.map((step) => step.annotation_id ?? "")]);
  }
}

/** What a copy carries over: all but the group, which it would else join. */
export function copiedFrom(annotation: Annotation): Pick<Step, "changes"> {
  const asked = new Set(labelNamed(annotation.label)?.attributes.map((found) => found.name));
  const known = Object.entries(annotation.attributes).filter(([name]) => asked.has(name));
  const changes = diffDescribed(PLAIN, {
    ...describedOf(annotation),
    attributes: Object.fromEntries(known),
    group: null,
  });
  return changes ? { changes } : {};
}

export function duplicateSelected(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const steps = selectedOf(frame).annotations.map(
    (annotation): Step => ({
      kind: "add",
      annotation_id: newAnnotationId(),
      label: annotation.label,
      shape: annotation.shape,
      ...copiedFrom(annotation),
    }),
  );
  act("duplicate", steps);
  if (steps.length > 0) select(steps.map((step) => step.annotation_id ?? ""));
}

/** Select the next ghost in order of uncertainty. */
export function stepGhost(step: 1 | -1): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const walk = byUncertainty(shownGhosts(frame));
  const current = [...selectionStore.getState().ids].find((id) => frame.predictions.has(id)) ?? null;
  const next = walkGhosts(walk, current, step);
  if (next) select([next.id]);
}
