import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import type { Label, Project, Shape, SkeletonShape } from "../contract/contract";
import { annotation, box, contents, prediction } from "../model/testing";
import { acceptGhosts, relabelSelected } from "./editor";
import { outbox, undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { setProject } from "./projectStore";
import { select } from "./selectionStore";
import { toastStore } from "./toastStore";

const label = (name: string, points: readonly string[] | null) =>
  ({ name, color: "#112233", attributes: [], skeleton: points && { points, edges: [] } }) as unknown as Label;
const skeleton = (count: number): SkeletonShape => ({
  type: "skeleton",
  points: Array.from({ length: count }, (_point, place) => [place * 10, 5] as const),
});

let opened = 0;

async function open(shapes: Record<string, Shape>, ghosts: Record<string, Shape> = {}): Promise<void> {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  await outbox.begin(`person ${++opened}`);
  const id = `frm_${opened}`;
  const given = contents();
  const annotations = Object.entries(shapes).map(([name, shape]) =>
    annotation({ id: name, frame_id: id, shape, label: "bird" }),
  );
  const predictions = Object.entries(ghosts).map(([name, shape]) =>
    prediction({ id: name, frame_id: id, shape, label: "dog" }),
  );
  frameStore.load({ ...given, frame: { ...given.frame, id }, annotations, predictions }, []);
  frameStore.open(id);
  undoStack.clear();
}

const sent = () =>
  (frameStore.store.getState().slots.get(`frm_${opened}`)?.pending ?? []).map((step) => [
    step.kind,
    step.annotation_id,
    step.label,
  ]);
const said = () => toastStore.getState().toasts.map(({ text }) => text);

beforeEach(() => {
  toastStore.setState({ toasts: [] });
  setProject({
    id: "prj_1",
    my_role: "annotator",
    counts: {},
    labels: [label("cat", ["nose", "back", "tail"]), label("dog", ["nose", "tail"]), label("bird", null)],
  } as unknown as Project);
});

test("a skeleton does not get a label with another number of points, and the person hears why", async () => {
  await open({ a: skeleton(2) });
  select(["a"]);
  relabelSelected("cat");
  expect(sent()).toEqual([]);
  expect(said()).toEqual([
    "This skeleton stays as before: a skeleton of “cat” has 3 points. Draw it anew instead.",
  ]);
});

test("of several objects those that fit get the label", async () => {
  await open({ a: skeleton(2), b: skeleton(3), c: box(1, 2, 3, 4) });
  select(["a", "b", "c"]);
  relabelSelected("cat");
  expect(sent()).toEqual([
    ["relabel", "b", "cat"],
    ["relabel", "c", "cat"],
  ]);
  expect(said()[0]).toContain("1 of 3 objects stay as before");
});

test("a label without a template takes every skeleton, in silence", async () => {
  await open({ a: skeleton(2) });
  select(["a"]);
  relabelSelected("dog");
  expect(sent()).toEqual([["relabel", "a", "dog"]]);
  select(["a"]);
  relabelSelected("bird");
  expect(sent().at(-1)).toEqual(["relabel", "a", "bird"]);
  expect(said()).toEqual([]);
});

test("a ghost that does not fit its label's template stays a ghost", async () => {
  await open({}, { g: skeleton(5), h: skeleton(2) });
  const ghosts = [...(frameStore.openFrame()?.predictions.values() ?? [])];
  acceptGhosts(ghosts);
  expect(sent()).toHaveLength(1);
  expect(said()).toEqual(["A skeleton stays a ghost: its label asks for another number of points."]);
});
