/** Draws boxes by drag or by two clicks: idle, pointing, drawing (dragged), cornering (between two clicks). */
import type { BoxShape, Point } from "../../contract/contract";
import { boxFromCorners } from "../../model/geometry";
import { cursor, movedBeyondClick, type PointerInput, type Step, type Tool, type ToolContext } from "./tool";

export type BoxState =
  | { readonly name: "idle" }
  | { readonly name: "pointing"; readonly from: PointerInput }
  | { readonly name: "drawing"; readonly from: Point }
  | { readonly name: "cornering"; readonly from: Point };

/** Smaller than this on either side, in image pixels, is a slip of the hand. */
const MIN_SIDE = 2;
const IDLE: BoxState = { name: "idle" };

function stretch(from: Point, input: PointerInput, context: ToolContext): BoxShape {
  return boxFromCorners(from, input.at, context.frame);
}

function finish(from: Point, input: PointerInput, context: ToolContext): Step<BoxState> {
  const shape = stretch(from, input, context);
  const effects: Step<BoxState>["effects"] = [{ kind: "draw", shape: null }];
  if (shape.width < MIN_SIDE || shape.height < MIN_SIDE) return { state: IDLE, effects };
  return { state: IDLE, effects: [...effects, { kind: "add", shape }] };
}

export const boxTool: Tool<BoxState> = {
  initial: IDLE,
  step(state, input, context) {
    if (input.kind === "cancel") return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
    if (!context.editable) return { state: IDLE, effects: [cursor("not-allowed")] };
    switch (state.name) {
      case "idle":
        if (input.kind === "down") return { state: { name: "pointing", from: input }, effects: [] };
        return { state, effects: [{ kind: "hover", id: null }, cursor("crosshair")] };
      case "pointing":
        // A click places the first corner; the second click comes whenever the hand is ready.
        if (input.kind === "up") return { state: { name: "cornering", from: state.from.at }, effects: [] };
        if (input.kind === "move" && movedBeyondClick(state.from.screen, input.screen)) {
          const from = state.from.at;
          return {
            state: { name: "drawing", from },
            effects: [{ kind: "draw", shape: stretch(from, input, context) }],
          };
        }
        return { state, effects: [] };
      case "drawing":
        if (input.kind === "up") return finish(state.from, input, context);
        return { state, effects: [{ kind: "draw", shape: stretch(state.from, input, context) }] };
      case "cornering":
        if (input.kind === "down") return finish(state.from, input, context);
        return { state, effects: [{ kind: "draw", shape: stretch(state.from, input, context) }] };
    }
  },
};
