import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import type { MaskShape, Project, PromptAnswer, PromptRequest } from "../contract/contract";
import { subtractMask, unionMasks } from "../model/mask/algebra";
import { shapeToMask } from "../model/mask/shapeToMask";
import { contents } from "../model/testing";
import { outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { projectStore } from "./projectStore";
import { acceptPrompt, dropPrompt, promptBox, promptClick, promptStore } from "./promptStore";
import { selectionStore } from "./selectionStore";
import { uiStore } from "./uiStore";
import { undo } from "./undo";

interface Asked {
  readonly body: PromptRequest;
  answer(score: number): void;
  refuse(): void;
}

const asked: Asked[] = [];

vi.mock("../api/prompts", () => ({
  askPrompt: (_frameId: string, body: PromptRequest) =>
    new Promise<PromptAnswer>((resolve, reject) => {
      asked.push({
        body,
        answer: (score) =>
          resolve({ shape: found, polygon: null, score, model_version_id: "mdl_1", milliseconds: 1 }),
        refuse: () => reject(new Error("The model sees no object there.")),
      });
    }),
}));

const SIZE = [480, 640] as const;
const block = (x: number, y: number, width: number, height: number) =>
  shapeToMask({ type: "box", x, y, width, height }, SIZE) as MaskShape;
let found: MaskShape = { type: "mask", size: SIZE, counts: [10, 20, 480 * 640 - 30] };

async function signedIn(): Promise<void> {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  outbox.end();
  await outbox.begin(`person ${Math.random()}`);
  uiStore.setState({ activeLabel: "cat" });
  projectStore.setState({ project: { id: "prj_1", my_role: "annotator", labels: [] } as unknown as Project });
}

const BOX = { x: 1, y: 2, width: 30, height: 40 };
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  dropPrompt();
  asked.length = 0;
  frameStore.load(contents(), []);
  frameStore.open("frm_1");
});

test("an answer to an earlier question is not looked at", async () => {
  promptBox(BOX);
  promptClick({ x: 5, y: 6, positive: false });
  expect(asked.map(({ body }) => body)).toEqual([
    { box: BOX, points: [] },
    { box: BOX, points: [{ x: 5, y: 6, positive: false }] },
  ]);
  asked[1]?.answer(0.7);
  await settled();
  asked[0]?.answer(0.2);
  await settled();
  expect(promptStore.getState()).toMatchObject({ waiting: false, found: { score: 0.7 } });
});

test("an answer that comes after Escape or on another frame is dropped", async () => {
  promptBox(BOX);
  expect(dropPrompt()).toBe(true);
  expect(dropPrompt()).toBe(false);
  asked[0]?.answer(0.5);
  await settled();
  expect(promptStore.getState().found).toBeNull();
  promptBox(BOX);
  frameStore.open(null);
  asked[1]?.answer(0.5);
  await settled();
  expect(promptStore.getState().frameId).toBeNull();
});

test("a refinement that finds nothing leaves what was found before", async () => {
  promptBox(BOX);
  asked[0]?.answer(0.9);
  await settled();
  promptClick({ x: 5, y: 6, positive: true });
  expect(promptStore.getState()).toMatchObject({ waiting: true, found: { score: 0.9 } });
  asked[1]?.refuse();
  await settled();
  expect(promptStore.getState()).toMatchObject({ waiting: false, points: [], found: { score: 0.9 } });
});

test("a click beside the object needs an object first", () => {
  promptClick({ x: 5, y: 6, positive: false });
  expect(asked).toEqual([]);
});

test("while the answer is on its way the key that accepts does nothing else; without a prompt it is free", () => {
  expect(acceptPrompt("mask")).toBe(false);
  promptBox(BOX);
  expect(acceptPrompt("mask")).toBe(true);
  expect(promptStore.getState().waiting).toBe(true);
});

test("accepted as polygons, parts and holes stay, grouped, and one undo takes them back", async () => {
  await signedIn();
  const ring = subtractMask(block(20, 20, 60, 60), block(40, 40, 20, 20));
  found = unionMasks(ring, block(100, 20, 30, 30), block(200, 200, 2, 2));
  promptBox(BOX);
  asked[0]?.answer(0.9);
  await settled();
  acceptPrompt("polygon");
  const drawn = () =>
    [...(frameStore.openFrame()?.annotations.values() ?? [])].filter(
      (item) => item.label === "cat" && item.shape.type === "polygon",
    );
  const [large, small] = drawn();
  expect(drawn()).toHaveLength(2);
  expect(large?.shape).toMatchObject({ holes: [expect.anything()] });
  expect(small?.shape).not.toHaveProperty("holes");
  expect(large?.group).toMatch(/^grp_/);
  expect(small?.group).toBe(large?.group);
  expect([...selectionStore.getState().ids]).toEqual(drawn().map((item) => item.id));
  undo();
  expect(drawn()).toEqual([]);
});

test("what was accepted ahead of the answer becomes an object when it comes", async () => {
  await signedIn();
  promptBox(BOX);
  acceptPrompt("mask");
  asked[0]?.answer(0.9);
  await settled();
  expect(promptStore.getState().frameId).toBeNull();
  const { pending } = frameStore.store.getState().slots.get("frm_1") ?? { pending: [] };
  expect(pending.map(({ kind, label, shape, prompted }) => [kind, label, shape?.type, prompted])).toEqual([
    ["add", "cat", "mask", { model_version_id: "mdl_1", score: 0.9 }],
  ]);
});
