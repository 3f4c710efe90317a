/** Moves the picture by dragging: idle, panning. */
import type { Point } from "../../contract/contract";
import { cursor, type Tool } from "./tool";

export type PanState = { readonly name: "idle" } | { readonly name: "panning"; readonly last: Point };

const IDLE: PanState = { name: "idle" };

export const panTool: Tool<PanState> = {
  initial: IDLE,
  step(state, input) {
    if (input.kind === "cancel") return { state: IDLE, effects: [cursor("grab")] };
    if (input.kind === "down")
      return { state: { name: "panning", last: input.screen }, effects: [cursor("grabbing")] };
    if (state.name === "idle") return { state, effects: [{ kind: "hover", id: null }, cursor("grab")] };
    if (input.kind === "up") return { state: IDLE, effects: [cursor("grab")] };
    const [x, y] = input.screen;
    return {
      state: { name: "panning", last: input.screen },
      effects: [{ kind: "pan", dx: x - state.last[0], dy: y - state.last[1] }],
    };
  },
};
