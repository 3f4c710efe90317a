// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { annotation, contents, prediction, project } from "../model/testing";
import { acceptSelected, removeSelected } from "../state/editor";
import { outbox, undoStack } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { setProject } from "../state/projectStore";
import { select, selectionStore } from "../state/selectionStore";
import { ObjectList } from "./ObjectList";

let root: Root;
const row = (id: string) => document.getElementById(`object-${id}`);
const focused = () => document.activeElement?.id ?? "";

async function show(fields: Parameters<typeof contents>[0]): Promise<void> {
  document.body.innerHTML = '<div id="canvas" data-testid="canvas" tabindex="0"></div><div id="panel"></div>';
  frameStore.load(contents(fields), []);
  frameStore.open("frm_1");
  root = createRoot(document.getElementById("panel") as HTMLElement);
  await act(async () => root.render(<ObjectList />));
}

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  outbox.end();
  await outbox.begin(`person ${Math.random()}`);
  frameStore.open(null);
  frameStore.forget(null);
  undoStack.clear();
  select([]);
  setProject(project({ labels: [{ name: "cat", color: null }] as never, my_role: "annotator" }));
});
afterEach(() => act(async () => root.unmount()));

describe("the focus in the list of objects", () => {
  const ghosts = ["prd_1.0", "prd_1.1", "prd_1.2"].map((id, at) => prediction({ id, score: 0.6 + at / 10 }));
  const objects = ["ann_1", "ann_2", "ann_3"].map((id) => annotation({ id }));

  test("goes on to the ghost that is next when one is accepted or rejected", async () => {
    await show({ predictions: ghosts });
    await act(async () => select(["prd_1.0"]));
    await act(async () => row("prd_1.0")?.focus());
    await act(async () => acceptSelected());
    expect(row("prd_1.0")).toBeNull();
    expect(focused()).toBe("object-prd_1.1");
    await act(async () => removeSelected());
    expect(focused()).toBe("object-prd_1.2");
    expect([...selectionStore.getState().ids]).toEqual(["prd_1.2"]);
  });

  test("stays in its place when the object there is removed, and the keys go on from it", async () => {
    await show({ annotations: objects });
    await act(async () => select(["ann_2"]));
    await act(async () => row("ann_2")?.focus());
    await act(async () => removeSelected());
    expect(focused()).toBe("object-ann_1");
    expect(row("ann_1")?.tabIndex).toBe(0);
    await act(async () => select(["ann_1"]));
    await act(async () => removeSelected());
    expect(focused()).toBe("object-ann_3");
  });

  test("goes to the canvas when nothing is left", async () => {
    await show({ annotations: objects.slice(0, 1) });
    await act(async () => select(["ann_1"]));
    await act(async () => row("ann_1")?.focus());
    await act(async () => removeSelected());
    expect(focused()).toBe("canvas");
  });

  test("is not taken from where else it is", async () => {
    await show({ annotations: objects });
    await act(async () => select(["ann_2"]));
    document.getElementById("canvas")?.focus();
    await act(async () => removeSelected());
    expect(focused()).toBe("canvas");
  });
});
