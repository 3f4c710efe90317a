import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { MaskShape, Project, Shape } from "../contract/contract";
import { subtractSpans } from "../model/mask/algebra";
import { strokeSpans } from "../model/mask/brush";
import { emptyMask, type MaskSize, maskArea, maskContains, maskFromSpans } from "../model/mask/spans";
import { annotation, box, contents } from "../model/testing";
import { brushStore, setBrushSize, stepBrush } from "./brushStore";
import { activeScopes, commandForKey } from "./commands";
import { changeShapes } from "./editor";
import { outbox, undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { convertSelected, fillSelectedHoles, finishMask, joinSelected, subtractSelected } from "./maskEdits";
import { projectStore } from "./projectStore";
import { select, selectionStore } from "./selectionStore";
import { toastStore } from "./toastStore";
import { uiStore } from "./uiStore";
import { undo } from "./undo";

const SIZE: MaskSize = [480, 640];
const disc = (x: number, y: number, radius: number): MaskShape =>
  maskFromSpans(strokeSpans([[x, y]], radius, SIZE), SIZE);
const ring = (x: number, y: number): MaskShape =>
  maskFromSpans(subtractSpans(strokeSpans([[x, y]], 30, SIZE), strokeSpans([[x, y]], 20, SIZE)), SIZE);

let opened = 0;

async function open(shapes: Record<string, Shape>): Promise<void> {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  await outbox.begin(`person ${++opened}`);
  const id = `frm_${opened}`;
  const given = contents();
  const annotations = Object.entries(shapes).map(([name, shape]) =>
    annotation({ id: name, frame_id: id, shape, label: name.split("-")[0] ?? "cat" }),
  );
  frameStore.load({ ...given, frame: { ...given.frame, id }, annotations }, []);
  frameStore.open(id);
  undoStack.clear();
}

const shapes = () =>
  new Map([...(frameStore.openFrame()?.annotations ?? [])].map(([id, item]) => [id, item.shape]));
const maskOf = (id: string) => shapes().get(id) as MaskShape;

beforeEach(() => {
  projectStore.setState({ project: { id: "prj_1", my_role: "annotator", labels: [] } as unknown as Project });
  uiStore.setState({ tool: "select" });
  select([]);
});

describe("mask edits", () => {
  test("filling closes the holes of what is selected, and one undo opens them again", async () => {
    await open({ cat: ring(100, 100) });
    fillSelectedHoles();
    expect(maskContains(maskOf("cat"), [100, 100])).toBe(false);
    select(["cat"]);
    fillSelectedHoles();
    expect(maskContains(maskOf("cat"), [100, 100])).toBe(true);
    undo();
    expect(maskOf("cat").counts).toEqual(ring(100, 100).counts);
  });

  test("joining keeps the first one's id and label, as one act", async () => {
    await open({ cat: disc(100, 100, 20), dog: disc(130, 100, 20), cow: box(200, 200, 10, 10) });
    select(["dog", "cow", "cat"]);
    joinSelected();
    expect([...shapes().keys()]).toEqual(["dog"]);
    expect(frameStore.openFrame()?.annotations.get("dog")?.label).toBe("dog");
    for (const at of [
      [100, 100],
      [130, 100],
      [205, 205],
    ] as const)
      expect(maskContains(maskOf("dog"), at)).toBe(true);
    undo();
    expect([...shapes().keys()].sort()).toEqual(["cat", "cow", "dog"]);
    expect(maskOf("dog").counts).toEqual(disc(130, 100, 20).counts);
  });

  test("subtracting cuts the last out of the first and leaves the last", async () => {
    await open({ cat: disc(100, 100, 20), dog: disc(110, 100, 20) });
    select(["cat", "dog"]);
    subtractSelected();
    expect(maskContains(maskOf("cat"), [105, 100])).toBe(false);
    expect(maskContains(maskOf("cat"), [82, 100])).toBe(true);
    expect(maskOf("dog").counts).toEqual(disc(110, 100, 20).counts);
  });

  test("a mask that is cut away or erased whole is removed, and comes back by undo", async () => {
    await open({ cat: disc(100, 100, 10), dog: disc(100, 100, 20) });
    select(["cat", "dog"]);
    subtractSelected();
    expect([...shapes().keys()]).toEqual(["dog"]);
    changeShapes(new Map([["dog", emptyMask(SIZE)]]));
    expect(shapes().size).toBe(0);
    undo();
    undo();
    expect([...shapes().keys()].sort()).toEqual(["cat", "dog"]);
  });

  test("a mask becomes polygons and they become masks again, with nearly the same pixels", async () => {
    const two = maskFromSpans(strokeSpans([[100, 100]], 30, SIZE), SIZE);
    await open({ cat: two });
    select(["cat"]);
    convertSelected();
    expect(shapes().get("cat")?.type).toBe("polygon");
    convertSelected();
    expect(shapes().get("cat")?.type).toBe("mask");
    expect(maskArea(maskOf("cat")) / maskArea(two)).toBeCloseTo(1, 1);
    undo();
    undo();
    expect(maskOf("cat").counts).toEqual(two.counts);
  });

  test("the parts of a mask become polygons of the same label in one act", async () => {
    const parts = maskFromSpans(
      Uint32Array.from([...strokeSpans([[50, 50]], 20, SIZE), ...strokeSpans([[200, 50]], 30, SIZE)]),
      SIZE,
    );
    await open({ cat: parts });
    select(["cat"]);
    convertSelected();
    const made = [...(frameStore.openFrame()?.annotations.values() ?? [])];
    expect(made.map(({ label, shape }) => [label, shape.type])).toEqual([
      ["cat", "polygon"],
      ["cat", "polygon"],
    ]);
    expect(selectionStore.getState().ids.size).toBe(2);
    undo();
    expect(shapes().size).toBe(1);
  });

  test("boxes become masks; lines do not", async () => {
    await open({
      cat: box(10, 20, 30, 40),
      dog: {
        type: "polyline",
        points: [
          [0, 0],
          [9, 9],
        ],
      },
    });
    select(["cat", "dog"]);
    convertSelected();
    expect(maskArea(maskOf("cat"))).toBe(1200);
    expect(shapes().get("dog")?.type).toBe("polyline");
  });

  test("a mask of more runs than the server takes is refused here", async () => {
    await open({ cat: disc(100, 100, 10) });
    const counts = [...new Array<number>(200_002).fill(1), SIZE[0] * SIZE[1] - 200_002];
    changeShapes(new Map([["cat", { type: "mask", size: SIZE, counts }]]));
    expect(maskOf("cat").counts).toEqual(disc(100, 100, 10).counts);
    expect(toastStore.getState().toasts.at(-1)?.text).toContain("too many small parts");
  });
});

describe("the brush in hand", () => {
  test("its keys stand before those for the next and previous picture", async () => {
    await open({});
    expect(commandForKey("]", activeScopes())?.id).toBe("work.next");
    uiStore.setState({ tool: "eraser" });
    expect(commandForKey("]", activeScopes())?.id).toBe("brush.larger");
    expect(commandForKey("[", activeScopes())?.id).toBe("brush.smaller");
    expect(commandForKey("pagedown", activeScopes())?.id).toBe("work.next");
  });

  test("Enter finishes the mask in hand before it approves the picture", async () => {
    await open({ cat: disc(100, 100, 10) });
    select(["cat"]);
    expect(finishMask()).toBe(false);
    uiStore.setState({ tool: "brush" });
    expect(finishMask()).toBe(true);
    expect(selectionStore.getState().ids.size).toBe(0);
    expect(finishMask()).toBe(false);
  });

  test("its size goes by steps, a pixel at least, and stays within bounds", () => {
    setBrushSize(2);
    stepBrush(1);
    expect(brushStore.getState().size).toBe(3);
    stepBrush(-1);
    stepBrush(-1);
    stepBrush(-1);
    expect(brushStore.getState().size).toBe(1);
    setBrushSize(1e9);
    expect(brushStore.getState().size).toBe(2_000);
  });
});
