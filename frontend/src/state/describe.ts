/** Acts on what the selected objects carry beside label and shape: answers, occlusion, order, groups, locks. */
import type { Annotation, Changes } from "../contract/contract";
import { askedOfAll } from "../model/attributes";
import { applyChanges, diffDescribed } from "../model/describe";
import { depthBeyond, withGroups } from "../model/drawingOrder";
import { newGroupId } from "../model/ids";
import { act, selectedOf } from "./editor";
import { frameStore } from "./frameStore";
import { focusAttribute } from "./gapsStore";
import { personalStore, setIsolated, showAgain, togglePersonal } from "./personalStore";
import { projectStore } from "./projectStore";
import { select, selectionStore } from "./selectionStore";
import { toast } from "./toastStore";
import type { Step } from "./undoStack";

function selectedAnnotations(): Annotation[] {
  const frame = frameStore.openFrame();
  return frame ? selectedOf(frame).annotations : [];
}

/** Describe objects, each by what is new to it, as one act. */
function describe(name: string, items: readonly Annotation[], changes: Changes): void {
  const steps = items.flatMap((item): Step[] => {
    const fresh = diffDescribed(item, applyChanges(item, changes));
    return fresh ? [{ kind: "describe", annotation_id: item.id, changes: fresh }] : [];
  });
  act(name, steps);
}

/** Give objects the same values; they are named by id, so that a late commit still means those it was made for. */
export function describeObjects(items: readonly Annotation[], changes: Changes): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  describe(
    "describe",
    items.flatMap((item) => frame.annotations.get(item.id) ?? []),
    changes,
  );
}

/** Put the keyboard into the first attribute of the selection. */
export function fillIn(): void {
  const items = selectedAnnotations();
  const labels = projectStore.getState().project?.labels ?? [];
  if (items.length === 0) toast("Select an object first.");
  else if (askedOfAll(items, labels).length === 0)
    toast("Nothing is asked here. A manager adds attributes to labels in Settings.");
  else focusAttribute();
}

export function describeSelected(changes: Changes): void {
  describe("describe", selectedAnnotations(), changes);
}

/** Occluded, unless all of them are already. */
export function toggleOccluded(): void {
  const items = selectedAnnotations();
  if (items.length === 0) return toast("Select an object first.");
  describe("occluded", items, { occluded: !items.every((item) => item.occluded) });
}

export function moveInOrder(side: "front" | "back"): void {
  const frame = frameStore.openFrame();
  const items = selectedAnnotations();
  if (!frame || items.length === 0) return toast("Select an object first.");
  const inHand = new Set(items.map((item) => item.id));
  const others = [...frame.annotations.values()].filter((item) => !inHand.has(item.id));
  const z = depthBeyond(items, others, side);
  if (z === null) return toast(side === "front" ? "It is in front already." : "It is at the back already.");
  describe(side === "front" ? "bring to front" : "send to back", items, { z });
}

export function groupSelected(): void {
  const items = selectedAnnotations();
  if (items.length < 2) return toast("Select two objects or more to group them.");
  describe("group", items, { group: newGroupId() });
}

export function ungroupSelected(): void {
  describe(
    "ungroup",
    selectedAnnotations().filter((item) => item.group !== null),
    { group: null },
  );
}

/** Select objects with their groups, as a click on one of them does. */
export function selectWithGroups(ids: Iterable<string>): void {
  const frame = frameStore.openFrame();
  select(frame ? withGroups(ids, frame.annotations) : ids);
}

/** Take an object with its group into the selection, or out of it. */
export function toggleWithGroups(id: string): void {
  const frame = frameStore.openFrame();
  const ids = new Set(selectionStore.getState().ids);
  const leaves = ids.has(id);
  for (const member of frame ? withGroups([id], frame.annotations) : [id]) {
    if (leaves) ids.delete(member);
    else ids.add(member);
  }
  select(ids);
}

function selectedIds(): string[] {
  return selectedAnnotations().map((item) => item.id);
}

export function toggleLocked(): void {
  const ids = selectedIds();
  if (ids.length === 0) return toast("Select an object first.");
  togglePersonal("locked", ids);
}

/** Hide the selected objects on this screen; with nothing selected, show what is hidden. */
export function toggleHidden(): void {
  const frame = frameStore.openFrame();
  const ids = selectedIds();
  if (!frame) return;
  if (ids.length === 0) return showAgain(frame.annotations.keys());
  togglePersonal("hidden", ids);
}

/** Show the selected objects only; again, or with nothing selected: everything. */
export function toggleIsolated(): void {
  const ids = selectionStore.getState().ids;
  setIsolated(personalStore.getState().isolated || ids.size === 0 ? null : new Set(ids));
}
