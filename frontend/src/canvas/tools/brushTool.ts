/** Paints and erases masks: idle, starting (a new mask), painting (masks that are there), sizing. */
import type { MaskShape, Point } from "../../contract/contract";
import { subtractSpans, unionSpans } from "../../model/mask/algebra";
import { strokeSpans } from "../../model/mask/brush";
import { emptyMask, isEmptyMask, type MaskSize, maskFromSpans, spansOf } from "../../model/mask/spans";
import { cursor, type PointerInput, type Step, type Tool, type ToolContext, type ToolEffect } from "./tool";

export type BrushToolState =
  | { readonly name: "idle" }
  | { readonly name: "starting"; readonly last: Point; readonly mask: MaskShape }
  | { readonly name: "painting"; readonly last: Point; readonly masks: ReadonlyMap<string, MaskShape> }
  | { readonly name: "sizing"; readonly from: Point; readonly size: number };

/** How the brush is set; read anew at every input. */
export interface BrushSettings {
  /** Diameter in image pixels. */
  readonly size: number;
  readonly pressure: boolean;
}

const IDLE: BrushToolState = { name: "idle" };
/** The lightest touch of a pen still leaves a line. */
const LIGHTEST = 0.15;

function reach(input: PointerInput, { size, pressure }: BrushSettings): number {
  const force = pressure && input.pressure ? Math.max(LIGHTEST, input.pressure) : 1;
  return (size / 2) * force;
}

/** The selected masks; for the eraser without any, the one under the pointer. */
function targets(input: PointerInput, context: ToolContext, erases: boolean): Map<string, MaskShape> {
  const found = new Map<string, MaskShape>();
  const take = (id: string) => {
    const shape = context.shapeOf(id);
    if (shape?.type === "mask") found.set(id, shape);
  };
  for (const id of context.selection) take(id);
  if (erases) {
    for (const id of found.size > 0 ? [] : context.hits(input.at)) {
      take(id);
      if (found.size > 0) break;
    }
    return found;
  }
  const last = [...found].at(-1);
  return new Map(last ? [last] : []);
}

export function brushTool(mode: "brush" | "eraser", settings: () => BrushSettings): Tool<BrushToolState> {
  const erases = mode === "eraser";

  function stroke(mask: MaskShape, points: readonly Point[], radius: number): MaskShape {
    const change = erases ? subtractSpans : unionSpans;
    return maskFromSpans(change(spansOf(mask), strokeSpans(points, radius, mask.size)), mask.size);
  }

  function pressed(input: PointerInput, context: ToolContext): Step<BrushToolState> {
    const set = settings();
    if (input.alt) return { state: { name: "sizing", from: input.screen, size: set.size }, effects: [] };
    const found = targets(input, context, erases);
    const radius = reach(input, set);
    if (found.size > 0) {
      const masks = new Map([...found].map(([id, mask]) => [id, stroke(mask, [input.at], radius)]));
      const picked: ToolEffect[] = [...found.keys()].every((id) => context.selection.has(id))
        ? []
        : [{ kind: "select", ids: [...found.keys()] }];
      return {
        state: { name: "painting", last: input.at, masks },
        effects: [...picked, { kind: "drag", shapes: masks }],
      };
    }
    if (erases) return { state: IDLE, effects: [] };
    const size: MaskSize = [context.frame.height, context.frame.width];
    const mask = stroke(emptyMask(size), [input.at], radius);
    return {
      state: { name: "starting", last: input.at, mask },
      effects: [
        { kind: "select", ids: [] },
        { kind: "draw", shape: mask },
      ],
    };
  }

  return {
    initial: IDLE,
    step(state, input, context) {
      if (input.kind === "cancel") {
        return {
          state: IDLE,
          effects: [
            { kind: "draw", shape: null },
            { kind: "drag", shapes: null },
          ],
        };
      }
      if (!context.editable) return { state: IDLE, effects: [cursor("not-allowed")] };
      const points = state.name === "starting" || state.name === "painting" ? [state.last] : [];
      points.push(...(input.trail ?? [input.at]));
      switch (state.name) {
        case "idle":
          if (input.kind === "down") return pressed(input, context);
          return { state, effects: [{ kind: "hover", id: null }, cursor("none")] };
        case "sizing": {
          if (input.kind !== "move") return { state: IDLE, effects: [] };
          // Twice the way of the hand: the edge of the circle follows the pointer.
          const size = state.size + (2 * (input.screen[0] - state.from[0])) / context.scale;
          return { state, effects: [{ kind: "brushSize", size, at: state.from }] };
        }
        case "starting": {
          if (input.kind === "up") {
            const made: ToolEffect[] = isEmptyMask(state.mask) ? [] : [{ kind: "add", shape: state.mask }];
            return { state: IDLE, effects: [{ kind: "draw", shape: null }, ...made] };
          }
          const mask = stroke(state.mask, points, reach(input, settings()));
          return { state: { ...state, last: input.at, mask }, effects: [{ kind: "draw", shape: mask }] };
        }
        case "painting": {
          if (input.kind === "up") return { state: IDLE, effects: [{ kind: "change", shapes: state.masks }] };
          const radius = reach(input, settings());
          const masks = new Map([...state.masks].map(([id, mask]) => [id, stroke(mask, points, radius)]));
          return { state: { ...state, last: input.at, masks }, effects: [{ kind: "drag", shapes: masks }] };
        }
      }
    },
  };
}
