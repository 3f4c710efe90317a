/** What a person can do to whole masks: fill, join, subtract, and turn them into polygons and back. */
import type { Annotation, MaskShape, Shape } from "../contract/contract";
import { newAnnotationId } from "../model/ids";
import { subtractMask, unionMasks } from "../model/mask/algebra";
import { fillHoles } from "../model/mask/holes";
import { shapeToMask } from "../model/mask/shapeToMask";
import { isEmptyMask, type MaskSize, sameMask } from "../model/mask/spans";
import { maskToShapes } from "../model/mask/toShapes";
import { brushInHand } from "./brushStore";
import { act, changeShapes, copiedFrom } from "./editor";
import { frameStore } from "./frameStore";
import { select, selectionStore } from "./selectionStore";
import { toast } from "./toastStore";
import type { Step } from "./undoStack";

/** The selected annotations in the order in which they were selected. */
function selectedAnnotations(): Annotation[] {
  const frame = frameStore.openFrame();
  if (!frame) return [];
  return [...selectionStore.getState().ids].flatMap((id) => frame.annotations.get(id) ?? []);
}

function frameSize(): MaskSize {
  const frame = frameStore.openFrame()?.frame;
  return [frame?.height ?? 0, frame?.width ?? 0];
}

/** Close the mask in hand, so that the next stroke begins a new one; false when there is none. */
export function finishMask(): boolean {
  if (!brushInHand() || selectionStore.getState().ids.size === 0) return false;
  select([]);
  return true;
}

export function fillSelectedHoles(): void {
  const changed = new Map<string, Shape>();
  for (const { id, shape } of selectedAnnotations()) {
    if (shape.type !== "mask") continue;
    const full = fillHoles(shape);
    if (!sameMask(full, shape)) changed.set(id, full);
  }
  if (changed.size === 0) toast("No selected mask has a hole.");
  else changeShapes(changed);
}

/** Masks become polygons; when none of the selected is a mask, closed shapes become masks. */
export function convertSelected(): void {
  const annotations = selectedAnnotations();
  const masks = annotations.filter(({ shape }) => shape.type === "mask");
  if (masks.length > 0) masksToPolygons(masks);
  else shapesToMasks(annotations);
}

function shapesToMasks(annotations: readonly Annotation[]): void {
  const changed = new Map<string, Shape>();
  for (const { id, shape } of annotations) {
    const mask = shapeToMask(shape, frameSize());
    if (mask && !isEmptyMask(mask)) changed.set(id, mask);
  }
  if (changed.size === 0) toast("Select a mask, a polygon, a box or an ellipse first.");
  else changeShapes(changed);
}

function masksToPolygons(annotations: readonly Annotation[]): void {
  const steps: Step[] = [];
  const selected: string[] = [];
  let lost = false;
  for (const annotation of annotations) {
    const { id, label, shape } = annotation;
    const parts = shape.type === "mask" ? maskToShapes(shape) : [];
    const [largest, ...others] = parts;
    if (!largest) continue;
    if (shape.type === "mask" && !parts.some(({ holes }) => holes) && !sameMask(fillHoles(shape), shape))
      lost = true;
    steps.push({ kind: "reshape", annotation_id: id, shape: largest });
    selected.push(id);
    for (const part of others) {
      const made = newAnnotationId();
      steps.push({ kind: "add", annotation_id: made, label, shape: part, ...copiedFrom(annotation) });
      selected.push(made);
    }
  }
  act("turn into polygons", steps);
  if (lost) toast("The mask's holes are too small for a polygon. Undo brings them back.");
  if (steps.length > 0) select(selected);
}

function selectedAsMasks(): { annotation: Annotation; mask: MaskShape }[] {
  const size = frameSize();
  return selectedAnnotations().flatMap((annotation) => {
    const mask = shapeToMask(annotation.shape, size);
    return mask ? [{ annotation, mask }] : [];
  });
}

/** Join the selected masks and closed shapes into the first one, which keeps its label. */
export function joinSelected(): void {
  const [first, ...others] = selectedAsMasks();
  if (!first || others.length === 0) {
    toast("Select two masks or more to join them.");
    return;
  }
  const whole = unionMasks(first.mask, ...others.map(({ mask }) => mask));
  act("join", [
    { kind: "reshape", annotation_id: first.annotation.id, shape: whole },
    ...others.map(({ annotation }): Step => ({ kind: "remove", annotation_id: annotation.id })),
  ]);
  select([first.annotation.id]);
}

/** Cut the last selected mask or closed shape out of the first one; the last stays as it is. */
export function subtractSelected(): void {
  const chosen = selectedAsMasks();
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (!first || !last || first === last) {
    toast("Select two masks: the last one is cut out of the first.");
    return;
  }
  const rest = subtractMask(first.mask, last.mask);
  if (sameMask(rest, first.mask)) {
    toast("The two do not overlap.");
    return;
  }
  const { id } = first.annotation;
  act("subtract", [
    isEmptyMask(rest)
      ? { kind: "remove", annotation_id: id }
      : { kind: "reshape", annotation_id: id, shape: rest },
  ]);
  select(isEmptyMask(rest) ? [] : [id]);
}
