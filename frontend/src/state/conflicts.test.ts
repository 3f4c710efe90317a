// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { annotation, box, contents, project } from "../model/testing";
import { commandById } from "./commands";
import { takeTheirs } from "./conflicts";
import { draftStore } from "./draftStore";
import { changeShapes, LOCKED_SAID } from "./editor";
import { outbox, undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { nudge } from "./nudge";
import type { OutboxEntry } from "./outboxStorage";
import { findItems } from "./palette";
import { personalStore } from "./personalStore";
import { setProject } from "./projectStore";
import { selectionStore } from "./selectionStore";
import { toastStore } from "./toastStore";
import { undo } from "./undo";

const theirs = annotation({ id: "ann_1", frame_id: "frm_1", revision: 2, shape: box(40) });
const entry: OutboxEntry = {
  mutation_id: "mine-0001",
  user_id: "u",
  tab: "t",
  project_id: "prj_1",
  frame_id: "frm_1",
  order: 1,
  correction: {
    mutation_id: "mine-0001",
    kind: "reshape",
    annotation_id: "ann_1",
    revision: 1,
    shape: box(7),
  },
  state: "conflict",
  attempted: true,
  reason: null,
  theirs,
  theirs_revision: 2,
};
const shape = () => frameStore.openFrame()?.annotations.get("ann_1")?.shape;

beforeEach(async () => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  outbox.end();
  await outbox.begin(`person ${Math.random()}`);
  frameStore.forget(null);
  undoStack.clear();
  setProject(project({ my_role: "annotator" }));
  const base = contents();
  frameStore.load({ ...base, frame: { ...base.frame, id: "frm_1" }, annotations: [theirs] }, []);
  frameStore.open("frm_1");
});

test("taking theirs changes nothing, and undo puts my version on top of it", () => {
  takeTheirs(entry);
  expect(shape()).toEqual(box(40));
  undo();
  expect(shape()).toEqual(box(7));
});

test("the version is chosen by a command as well, where one waits and is shown", () => {
  const mine = commandById("conflict.mine");
  expect(mine.why?.()).not.toBeNull();
  outbox.store.setState({ entries: [{ ...entry, state: "attention", reason: "refused" }, entry] });
  expect(mine.why?.()).not.toBeNull();
  mine.run();
  expect(outbox.store.getState().entries.length).toBe(2);
  outbox.store.setState({ entries: [entry] });
  expect(mine.why?.()).toBeNull();
  commandById("conflict.theirs").run();
  expect(outbox.store.getState().entries).toEqual([]);
  expect(shape()).toEqual(box(40));
});

test("the palette says what a command of another place needs", () => {
  expect(findItems("go to a frame or time")[0]?.why).toBe("Only in a video.");
  expect(findItems("larger brush")[0]?.why).toBe("Take the brush first.");
  frameStore.open(null);
  expect(findItems("go to a frame or time")[0]?.why).toBe("Open a picture first.");
});

test("a locked object is not changed, whichever way it is tried", () => {
  personalStore.setState({ locked: new Set(["ann_1"]) });
  changeShapes(new Map([["ann_1", box(90)]]));
  expect(shape()).toEqual(box(40));
  // Arrow keys do not even show it elsewhere for a moment.
  selectionStore.setState({ ids: new Set(["ann_1"]) });
  nudge(5, 0);
  expect(draftStore.getState().draft).toBeNull();
  expect(toastStore.getState().toasts.at(-1)?.text).toBe(LOCKED_SAID);
  personalStore.setState({ locked: new Set() });
  changeShapes(new Map([["ann_1", box(90)]]));
  expect(shape()).toEqual(box(90));
});
