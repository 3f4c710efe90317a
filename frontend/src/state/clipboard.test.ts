// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Annotation } from "../contract/contract";
import { annotation, box, contents, prediction, project } from "../model/testing";
import { copySelected, cutSelected, heldCopy, pasteCopied } from "./clipboard";
import { outbox, undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { setProject } from "./projectStore";
import { select, selectionStore } from "./selectionStore";
import { invertSelection, rangeBetween, selectSameLabel } from "./selectMany";
import { toastStore } from "./toastStore";
import { redo, undo } from "./undo";

const drawn = (): Annotation[] => [...(frameStore.openFrame()?.annotations.values() ?? [])];
const said = () => toastStore.getState().toasts.map((toast) => toast.text);

function open(frameId: string, size = { width: 640, height: 480 }, annotations: Annotation[] = []): void {
  const base = contents();
  frameStore.load(
    { ...base, frame: { ...base.frame, id: frameId, ...size }, annotations, predictions: [] },
    [],
  );
  frameStore.open(frameId);
  select([]);
}

beforeEach(async () => {
  // Nobody answers: what is drawn is what this person did.
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  outbox.end();
  await outbox.begin(`person ${Math.random()}`);
  frameStore.open(null);
  frameStore.forget(null);
  undoStack.clear();
  toastStore.setState({ toasts: [] });
  setProject(project({ labels: [{ name: "cat", color: null }] as never, my_role: "annotator" }));
});

describe("copying and pasting", () => {
  test("nothing selected copies nothing", () => {
    open("frm_a");
    expect(copySelected()).toBe(0);
  });

  test("in the same picture copies stand off by ten pixels, each further than the last", () => {
    open("frm_a", undefined, [annotation({ frame_id: "frm_a" })]);
    select(["ann_1"]);
    expect(copySelected()).toBe(1);
    pasteCopied(heldCopy());
    pasteCopied(heldCopy());
    expect(drawn().map((item) => item.shape)).toEqual([box(), box(20, 20), box(30, 30)]);
    expect(new Set(drawn().map((item) => item.id)).size).toBe(3);
    expect([...selectionStore.getState().ids]).toEqual([drawn()[2]?.id]);
  });

  test("on another picture the place stays, and one undo takes all back", () => {
    open("frm_a", undefined, [annotation(), annotation({ id: "ann_2", shape: box(50, 60) })]);
    select(["ann_1", "ann_2"]);
    copySelected();
    open("frm_b");
    pasteCopied(heldCopy());
    expect(drawn().map((item) => item.shape)).toEqual([box(), box(50, 60)]);
    undo();
    expect(drawn()).toEqual([]);
    redo();
    expect(drawn()).toHaveLength(2);
  });

  test("on a smaller picture copies are held inside it", () => {
    open("frm_a", undefined, [annotation({ shape: box(600, 10, 30, 30) })]);
    select(["ann_1"]);
    copySelected();
    open("frm_b", { width: 100, height: 100 });
    pasteCopied(heldCopy());
    expect(drawn()[0]?.shape).toEqual(box(70, 10, 30, 30));
  });

  test("a label that the project lacks is told of, the others are pasted", () => {
    open("frm_a", undefined, [annotation(), annotation({ id: "ann_2", label: "dog" })]);
    select(["ann_1", "ann_2"]);
    copySelected();
    open("frm_b");
    pasteCopied(heldCopy());
    expect(drawn().map((item) => item.label)).toEqual(["cat"]);
    expect(said().join(" ")).toContain("no label “dog”");
  });

  test("what was cut comes back where it was", () => {
    open("frm_a", undefined, [annotation()]);
    select(["ann_1"]);
    cutSelected();
    expect(drawn()).toEqual([]);
    pasteCopied(heldCopy());
    expect(drawn().map((item) => item.shape)).toEqual([box()]);
  });

  test("who may only look pastes nothing", () => {
    open("frm_a", undefined, [annotation()]);
    select(["ann_1"]);
    copySelected();
    setProject(project({ labels: [{ name: "cat", color: null }] as never, my_role: "guest" }));
    pasteCopied(heldCopy());
    expect(drawn()).toHaveLength(1);
  });

  test("a ghost is copied as an object of the person's own", () => {
    open("frm_a");
    const base = contents();
    frameStore.load({ ...base, frame: { ...base.frame, id: "frm_g" }, predictions: [prediction()] }, []);
    frameStore.open("frm_g");
    select(["prd_1.0"]);
    copySelected();
    open("frm_b");
    pasteCopied(heldCopy());
    expect(drawn()[0]).toMatchObject({ label: "cat", derived_from: null });
  });
});

describe("selecting many", () => {
  test("all of a label, and all the others", () => {
    open("frm_a", undefined, [
      annotation(),
      annotation({ id: "ann_2", label: "dog" }),
      annotation({ id: "ann_3" }),
    ]);
    select(["ann_3"]);
    selectSameLabel();
    expect([...selectionStore.getState().ids]).toEqual(["ann_1", "ann_3"]);
    invertSelection();
    expect([...selectionStore.getState().ids]).toEqual(["ann_2"]);
  });

  test("a range holds both its ends, whichever comes first", () => {
    expect(rangeBetween([], "a", "b")).toEqual([]);
    expect(rangeBetween(["a", "b", "c", "d"], "c", "a")).toEqual(["a", "b", "c"]);
    expect(rangeBetween(["a", "b"], null, "b")).toEqual(["b"]);
    expect(rangeBetween(["a", "b"], "gone", "b")).toEqual(["b"]);
  });
});
