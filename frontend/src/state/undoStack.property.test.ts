import fc from "fast-check";
import { expect, test } from "vitest";
import type { Annotation, Shape } from "../contract/contract";
import { applyCorrections } from "../model/applyCorrections";
import { polygon, shape } from "../model/arbitraries";
import type { FrameState } from "../model/frameState";
import { frameState } from "../model/testing";
import { insertVertex, moveVertex, removeVertex, withHoles } from "../model/vertices";
import { createUndoStack, invertSteps, redoSteps, type Step, standings, stillMine } from "./undoStack";

type Edit = (state: FrameState, id: string) => Step[];

const reshaped =
  (make: (before: Shape) => Shape | null): Edit =>
  (state, id) => {
    const before = state.annotations.get(id);
    const after = before && make(before.shape);
    return after ? [{ kind: "reshape", annotation_id: id, shape: after }] : [];
  };

/** What a hand does to one object: draws it, replaces its shape, edits its points, cuts holes, relabels it, removes it. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  shape.map(
    (drawn): Edit =>
      (state, id) =>
        state.annotations.has(id)
          ? [{ kind: "reshape", annotation_id: id, shape: drawn }]
          : state.tombstones.has(id)
            ? [{ kind: "restore", annotation_id: id, label: "cat", shape: drawn }]
            : [{ kind: "add", annotation_id: id, label: "cat", shape: drawn }],
  ),
  fc.tuple(fc.nat(), fc.constantFrom("move", "add", "remove")).map(([seed, what]) =>
    reshaped((before) => {
      if (before.type !== "polygon" && before.type !== "polyline") return null;
      const vertex = { ring: 0, index: seed % before.points.length };
      if (what === "move") return moveVertex(before, vertex, [seed % 400, seed % 300]);
      return what === "add" ? insertVertex(before, vertex, [seed % 400, 7])[0] : removeVertex(before, vertex);
    }),
  ),
  polygon.map(({ points }) =>
    reshaped((before) =>
      before.type === "polygon" ? withHoles(before, [...(before.holes ?? []), points]) : null,
    ),
  ),
  fc.constantFrom("cat", "dog", "cup").map(
    (label): Edit =>
      (state, id) =>
        state.annotations.has(id) ? [{ kind: "relabel", annotation_id: id, label }] : [],
  ),
  fc.constant<Edit>((state, id) =>
    state.annotations.has(id) ? [{ kind: "remove", annotation_id: id }] : [],
  ),
);

const plan = fc.array(fc.tuple(edit, fc.constantFrom("ann_1", "ann_2", "ann_3")), { maxLength: 25 });

/** What a person sees: labels and shapes, without the revisions that every correction advances. */
const seen = (state: FrameState) =>
  [...state.annotations.values()]
    .map(({ id, label, shape: stands }: Annotation) => ({ id, label, shape: stands }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

const applied = (state: FrameState, steps: readonly Step[]) =>
  applyCorrections(
    state,
    steps.map((step) => ({ mutation_id: "", ...step })),
    null,
  );

test("undoing everything gives the first state back, redoing everything the last, at every step between", () => {
  fc.assert(
    fc.property(plan, (edits) => {
      const stack = createUndoStack();
      let state = frameState();
      const history = [seen(state)];
      for (const [make, id] of edits) {
        const steps = make(state, id);
        if (steps.length === 0) continue;
        const after = applied(state, steps);
        stack.push({
          frameId: "frm_1",
          name: "edit",
          steps,
          inverse: invertSteps(steps, state),
          before: standings(steps, state),
          after: standings(steps, after),
        });
        state = after;
        history.push(seen(state));
      }
      for (const expected of history.slice(0, -1).reverse()) {
        const act = stack.undo("frm_1");
        const steps = act ? stillMine(act.inverse, act.after, state) : [];
        expect(steps).toHaveLength(act?.inverse.length ?? -1);
        state = applied(state, steps);
        expect(seen(state)).toEqual(expected);
      }
      expect(stack.undo("frm_1")).toBeNull();
      for (const expected of history.slice(1)) {
        const act = stack.redo("frm_1");
        state = applied(state, act ? stillMine(redoSteps(act), act.before, state) : []);
        expect(seen(state)).toEqual(expected);
      }
    }),
  );
});
