/** Makes tools that draw what fills a box, by drag or by two clicks: idle, pointing, drawing, cornering. */
import type { BoxShape, Point, Shape } from "../../contract/contract";
import { boxFromCorners } from "../../model/geometry";
import { cursor, movedBeyondClick, type PointerInput, type Step, type Tool, type ToolContext } from "./tool";

export type CornerState =
  | { readonly name: "idle" }
  | { readonly name: "pointing"; readonly from: PointerInput }
  /** Dragged. */
  | { readonly name: "drawing"; readonly from: Point }
  /** Between two clicks. */
  | { readonly name: "cornering"; readonly from: Point };

/** Smaller than this on either side, in image pixels, is a slip of the hand. */
const MIN_SIDE = 2;
const IDLE: CornerState = { name: "idle" };

/** What fills the box, or why nothing can be drawn now. */
export type Fill = (box: BoxShape, context: ToolContext) => Shape | string;

/** Shift keeps both sides the same. */
function boxTo(from: Point, input: PointerInput, context: ToolContext): BoxShape {
  if (!input.shift) return boxFromCorners(from, input.at, context.frame);
  const [dx, dy] = [input.at[0] - from[0], input.at[1] - from[1]];
  const roomX = dx < 0 ? from[0] : context.frame.width - from[0];
  const roomY = dy < 0 ? from[1] : context.frame.height - from[1];
  const side = Math.min(Math.max(Math.abs(dx), Math.abs(dy)), roomX, roomY);
  const to: Point = [from[0] + (dx < 0 ? -side : side), from[1] + (dy < 0 ? -side : side)];
  return boxFromCorners(from, to, context.frame);
}

export function cornerTool(fill: Fill): Tool<CornerState> {
  const stretched = (state: CornerState, from: Point, input: PointerInput, context: ToolContext) => {
    const shape = fill(boxTo(from, input, context), context);
    return { state, effects: [{ kind: "draw" as const, shape: typeof shape === "string" ? null : shape }] };
  };

  function finish(from: Point, input: PointerInput, context: ToolContext): Step<CornerState> {
    const box = boxTo(from, input, context);
    const shape = fill(box, context);
    const effects: Step<CornerState>["effects"] = [{ kind: "draw", shape: null }];
    if (box.width < MIN_SIDE || box.height < MIN_SIDE || typeof shape === "string")
      return { state: IDLE, effects };
    return { state: IDLE, effects: [...effects, { kind: "add", shape }] };
  }

  return {
    initial: IDLE,
    step(state, input, context) {
      if (input.kind === "cancel") return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
      if (!context.editable) return { state: IDLE, effects: [cursor("not-allowed")] };
      switch (state.name) {
        case "idle": {
          if (input.kind !== "down")
            return { state, effects: [{ kind: "hover", id: null }, cursor("crosshair")] };
          const unit = fill({ type: "box", x: 0, y: 0, width: 1, height: 1 }, context);
          if (typeof unit === "string") return { state, effects: [{ kind: "say", text: unit }] };
          return { state: { name: "pointing", from: input }, effects: [] };
        }
        case "pointing":
          // A click places the first corner; the second click comes whenever the hand is ready.
          if (input.kind === "up") return { state: { name: "cornering", from: state.from.at }, effects: [] };
          if (input.kind === "move" && movedBeyondClick(state.from.screen, input.screen))
            return stretched({ name: "drawing", from: state.from.at }, state.from.at, input, context);
          return { state, effects: [] };
        case "drawing":
          if (input.kind === "up") return finish(state.from, input, context);
          return stretched(state, state.from, input, context);
        case "cornering":
          if (input.kind === "down") return finish(state.from, input, context);
          return stretched(state, state.from, input, context);
      }
    },
    key(state, key) {
      // The first corner is the only point that can be taken back.
      if (state.name === "idle" || key === "visibility") return null;
      if (key === "finish") return { state, effects: [] };
      return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
    },
    resume(state) {
      if (state.name === "idle") return { state, effects: [] };
      const from = state.name === "pointing" ? state.from.at : state.from;
      return { state: { name: "cornering", from }, effects: [] };
    },
  };
}
