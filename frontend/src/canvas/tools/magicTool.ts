/** Points at an object: a drag is a box around it, a click lies on it, a click with Alt beside it. */
import type { Point } from "../../contract/contract";
import { boxFromCorners } from "../../model/geometry";
import { cursor, movedBeyondClick, type PointerInput, type Tool } from "./tool";

export type MagicState =
  | { readonly name: "idle" }
  | { readonly name: "pointing"; readonly from: PointerInput }
  | { readonly name: "boxing"; readonly from: Point };

const MIN_SIDE = 2;
const IDLE: MagicState = { name: "idle" };

/** The tool for prompts, and for dragging the region that a model runs on: `asks` says what a box is for. */
export function pointingTool(asks: "prompt" | "region"): Tool<MagicState> {
  return {
    initial: IDLE,
    step(state, input, context) {
      if (input.kind === "cancel") return { state: IDLE, effects: [{ kind: "sweep", area: null }] };
      if (!context.editable) return { state: IDLE, effects: [cursor("not-allowed")] };
      switch (state.name) {
        case "idle":
          if (input.kind === "down") return { state: { name: "pointing", from: input }, effects: [] };
          return { state, effects: [{ kind: "hover", id: null }, cursor("crosshair")] };
        case "pointing": {
          const { from } = state;
          if (input.kind === "up") {
            const [x, y] = from.at;
            const inside = x >= 0 && y >= 0 && x <= context.frame.width && y <= context.frame.height;
            if (asks === "region" || !inside) return { state: IDLE, effects: [] };
            return { state: IDLE, effects: [{ kind: "click", x, y, positive: !from.alt }] };
          }
          if (input.kind === "move" && movedBeyondClick(from.screen, input.screen)) {
            const area = boxFromCorners(from.at, input.at, context.frame);
            return { state: { name: "boxing", from: from.at }, effects: [{ kind: "sweep", area }] };
          }
          return { state, effects: [] };
        }
        case "boxing": {
          const { x, y, width, height } = boxFromCorners(state.from, input.at, context.frame);
          if (input.kind === "move")
            return { state, effects: [{ kind: "sweep", area: { x, y, width, height } }] };
          if (input.kind !== "up") return { state, effects: [] };
          const done = { kind: "sweep", area: null } as const;
          if (width < MIN_SIDE || height < MIN_SIDE) return { state: IDLE, effects: [done] };
          return { state: IDLE, effects: [done, { kind: asks, box: { x, y, width, height } }] };
        }
      }
    },
  };
}
