import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyCorrections } from "../model/applyCorrections";
import { describedOf } from "../model/describe";
import type { FrameState } from "../model/frameState";
import { annotation, box, frameState, prediction } from "../model/testing";
import { packAct, unpackAct } from "./act";
import {
  type Act,
  createUndoStack,
  invertSteps,
  redoSteps,
  type Step,
  standings,
  stillMine,
} from "./undoStack";

const perform = (state: FrameState, steps: readonly Step[]) =>
  applyCorrections(
    state,
    steps.map((step) => ({ mutation_id: "", ...step })),
    null,
  );

function actOn(state: FrameState, steps: readonly Step[]): { act: Act; after: FrameState } {
  const after = perform(state, steps);
  const act: Act = {
    frameId: "frm_1",
    name: "act",
    steps,
    inverse: invertSteps(steps, state),
    before: standings(steps, state),
    after: standings(steps, after),
  };
  return { act, after };
}

const look = (state: FrameState) => ({
  annotations: [...state.annotations.values()]
    .sort((a, b) => a.id.localeCompare(b.id))
    .map((item) => ({ label: item.label, shape: item.shape, ...describedOf(item) })),
  ghosts: [...state.predictions.keys()].sort(),
});

const start = () =>
  frameState({
    annotations: [annotation({ attributes: { pose: "front", lit: true }, z: 2, group: "g1" })],
    predictions: [prediction(), prediction({ id: "prd_1.1" })],
  });

const ACTS: [string, Step[]][] = [
  ["add", [{ kind: "add", annotation_id: "ann_9", label: "dog", shape: box(1, 1, 5, 5) }]],
  ["remove", [{ kind: "remove", annotation_id: "ann_1" }]],
  ["reshape", [{ kind: "reshape", annotation_id: "ann_1", shape: box(0, 0, 9, 9) }]],
  ["relabel", [{ kind: "relabel", annotation_id: "ann_1", label: "dog" }]],
  [
    "describe",
    [
      {
        kind: "describe",
        annotation_id: "ann_1",
        changes: { attributes: { pose: "side", lit: null, age: 3 }, occluded: true, z: -1, group: null },
      },
    ],
  ],
  [
    "adjust what is there",
    [{ kind: "adjust", annotation_id: "ann_1", shape: box(3, 3, 4, 4), changes: { z: 9 } }],
  ],
  ["reject", [{ kind: "reject", prediction_id: "prd_1.0" }]],
  ["accept", [{ kind: "accept", annotation_id: "ann_9", prediction_id: "prd_1.0" }]],
  ["adjust", [{ kind: "adjust", annotation_id: "ann_9", prediction_id: "prd_1.0", shape: box(3, 3, 4, 4) }]],
  [
    "accept all",
    [
      { kind: "accept", annotation_id: "ann_8", prediction_id: "prd_1.0" },
      { kind: "accept", annotation_id: "ann_9", prediction_id: "prd_1.1" },
    ],
  ],
];

describe.each(ACTS)("%s", (_name, steps) => {
  test("undo brings back exactly what was, redo what was done", () => {
    const before = start();
    const { act, after } = actOn(before, steps);
    const undone = perform(after, stillMine(act.inverse, act.after, after));
    expect(look(undone)).toEqual(look(before));
    const redone = perform(undone, stillMine(redoSteps(act), act.before, undone));
    expect(look(redone)).toEqual(look(after));
  });
});

test("what came of a prompt comes back by a restoring that does not name the model again", () => {
  const prompted = { model_version_id: "mdl_1", score: 0.9 };
  const { act, after } = actOn(start(), [
    { kind: "add", annotation_id: "ann_9", label: "cat", shape: box(0, 0, 9, 9), prompted },
  ]);
  expect(after.annotations.get("ann_9")?.prompted_by).toBe("mdl_1");
  const [again] = redoSteps(act);
  expect(again).toEqual({ kind: "restore", annotation_id: "ann_9", label: "cat", shape: box(0, 0, 9, 9) });
  const undone = perform(after, act.inverse);
  expect(perform(undone, redoSteps(act)).annotations.get("ann_9")?.prompted_by).toBe("mdl_1");
});

test("undo leaves an object alone that somebody else changed since", () => {
  const { act, after } = actOn(start(), [
    { kind: "reshape", annotation_id: "ann_1", shape: box(0, 0, 9, 9) },
  ]);
  const changed = perform(after, [{ kind: "reshape", annotation_id: "ann_1", shape: box(50, 50, 9, 9) }]);
  expect(stillMine(act.inverse, act.after, changed)).toEqual([]);
});

test("undo of a new label stands beside somebody else's new shape", () => {
  const { act, after } = actOn(start(), [{ kind: "relabel", annotation_id: "ann_1", label: "dog" }]);
  const changed = perform(after, [{ kind: "reshape", annotation_id: "ann_1", shape: box(50, 50, 9, 9) }]);
  expect(stillMine(act.inverse, act.after, changed)).toEqual([
    { kind: "relabel", annotation_id: "ann_1", label: "cat" },
  ]);
});

describe("the stack", () => {
  const act = (name: string, frameId = "frm_1"): Act => ({
    frameId,
    name,
    steps: [{ kind: "accept", annotation_id: `ann_${name}`, prediction_id: "prd_1.0" }],
    inverse: [],
    before: new Map(),
    after: new Map(),
  });

  test("has nothing to undo at first", () => {
    expect(createUndoStack().undo("frm_1")).toBeNull();
  });

  test("undoes newest first, and only on the frame that is open", () => {
    const stack = createUndoStack();
    for (const item of [act("a"), act("b", "frm_2"), act("c")]) stack.push(item);
    expect(stack.undo("frm_1")?.name).toBe("c");
    expect(stack.undo("frm_1")?.name).toBe("a");
    expect(stack.undo("frm_1")).toBeNull();
    expect(stack.can("frm_2")).toEqual({ undo: true, redo: false });
  });

  test("a new act ends what could be redone", () => {
    const stack = createUndoStack();
    stack.push(act("a"));
    stack.undo("frm_1");
    stack.push(act("b"));
    expect(stack.redo("frm_1")).toBeNull();
  });

  test("redoing an acceptance makes an object with a new id, and later acts follow it", () => {
    const stack = createUndoStack();
    stack.push(act("a"));
    stack.push({ ...act("later"), steps: [{ kind: "relabel", annotation_id: "ann_a", label: "dog" }] });
    stack.undo("frm_1");
    stack.undo("frm_1");
    const redone = stack.redo("frm_1")?.steps[0]?.annotation_id;
    expect(redone).not.toBe("ann_a");
    expect(stack.redo("frm_1")?.steps[0]?.annotation_id).toBe(redone);
  });
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record(
      {
        attributes: fc.dictionary(
          fc.constantFrom("pose", "lit"),
          fc.oneof(fc.boolean(), fc.constantFrom("front", "side"), fc.constant(null)),
          { noNullPrototype: true },
        ),
        occluded: fc.boolean(),
        z: fc.integer({ min: -5, max: 5 }),
        group: fc.constantFrom(null, "g1", "g2"),
      },
      { requiredKeys: [] },
    )
    .map((changes): Step => ({ kind: "describe", annotation_id: "ann_1", changes })),
  fc.constantFrom<Step>(
    { kind: "relabel", annotation_id: "ann_1", label: "dog" },
    { kind: "reshape", annotation_id: "ann_1", shape: box(7, 7, 7, 7) },
    { kind: "remove", annotation_id: "ann_1" },
    { kind: "restore", annotation_id: "ann_1" },
  ),
);

test("whatever a person did to an object, undoing all of it leads back", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const begun = start();
      let state = begun;
      const acts: Act[] = [];
      for (const one of steps) {
        // One removes what stands and restores what does not.
        if (state.annotations.has("ann_1") === (one.kind === "restore")) continue;
        const { act, after } = actOn(state, [one]);
        acts.push(act);
        state = after;
      }
      for (const act of acts.reverse()) {
        const mine = stillMine(act.inverse, act.after, state);
        expect(mine).toEqual(act.inverse);
        state = perform(state, mine);
      }
      expect(look(state)).toEqual(look(begun));
    }),
    { numRuns: 1000 },
  );
});

test("a description is taken back beside what somebody else answered meanwhile", () => {
  const { act, after } = actOn(start(), [
    { kind: "describe", annotation_id: "ann_1", changes: { attributes: { pose: "side" } } },
  ]);
  const others = perform(after, [
    { kind: "describe", annotation_id: "ann_1", changes: { attributes: { lit: false }, z: 7 } },
  ]);
  const undone = perform(others, stillMine(act.inverse, act.after, others));
  expect(undone.annotations.get("ann_1")).toMatchObject({ attributes: { pose: "front", lit: false }, z: 7 });
  const theirs = perform(after, [
    { kind: "describe", annotation_id: "ann_1", changes: { attributes: { pose: "back" } } },
  ]);
  expect(stillMine(act.inverse, act.after, theirs)).toEqual([]);
});

describe("acts that lie deep are kept as text", () => {
  const far = (count: number) => {
    const stack = createUndoStack();
    const reshape = (n: number): Step[] => [
      { kind: "reshape", annotation_id: "ann_1", shape: box(n, 0, 9, 9) },
    ];
    const acts = Array.from({ length: count }, (_, n) => actOn(start(), reshape(n)).act);
    for (const act of acts) stack.push(act);
    return { stack, acts };
  };

  test("all of them come back as they were, newest first, and go forward again", () => {
    const { stack, acts } = far(60);
    const taken = acts.map(() => stack.undo("frm_1"));
    expect(taken).toEqual(acts.toReversed());
    expect(stack.can("frm_1").undo).toBe(false);
    expect(acts.map(() => stack.redo("frm_1"))).toEqual(acts);
  });

  test("the oldest are forgotten beyond the depth", () => {
    const { stack } = far(510);
    let left = 0;
    while (stack.undo("frm_1")) left += 1;
    expect(left).toBe(500);
  });

  test("an attribute may be called as a shape is", () => {
    const state = frameState({ annotations: [annotation({ attributes: { shape: 0, number: 1 } })] });
    const { act } = actOn(state, [{ kind: "remove", annotation_id: "ann_1" }]);
    expect(unpackAct(packAct(act))).toEqual(act);
  });

  test("fractions come back to the last bit, each in its place", () => {
    const points: [number, number][] = [
      [0.1 + 0.2, 3],
      [-1e-9, 2.5],
      [4, 1 / 3],
    ];
    const state = frameState({ annotations: [annotation({ shape: { type: "polygon", points } })] });
    const { act } = actOn(state, [
      { kind: "reshape", annotation_id: "ann_1", shape: box(0.7, 1, 2.25, 1e21) },
    ]);
    expect(unpackAct(packAct(act))).toEqual(act);
  });

  test("an id that is exchanged is exchanged there as well", () => {
    const stack = createUndoStack();
    const accept: Step = { kind: "accept", annotation_id: "ann_9", prediction_id: "prd_1.1", label: "cat" };
    const { act, after } = actOn(start(), [accept]);
    stack.push({ ...act, scope: "frm_a" });
    for (let n = 0; n < 30; n += 1) {
      const step: Step = { kind: "reshape", annotation_id: "ann_9", shape: box(n, 0, 9, 9) };
      stack.push({ ...actOn(after, [step]).act, scope: "frm_b" });
    }
    stack.undo("frm_a");
    const again = stack.redo("frm_a")?.steps[0]?.annotation_id;
    expect(again).not.toBe("ann_9");
    const touched: (string | undefined)[] = [];
    for (let act = stack.undo("frm_b"); act; act = stack.undo("frm_b"))
      touched.push(act.steps[0]?.annotation_id);
    expect(touched).toEqual(Array.from({ length: 30 }, () => again));
  });
});
