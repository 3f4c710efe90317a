/** Draws turned boxes by three clicks: one side by its ends, then how far the other side is away. */
import type { BoxShape, Point } from "../../contract/contract";
import { furthest } from "../../model/furthest";
import { clampPoint, distance, fitsFrame } from "../../model/geometry";
import { boxOnSide } from "../../model/rotate";
import { cursor, movedBeyondClick, type PointerInput, type Step, type Tool, type ToolContext } from "./tool";

export type RotatedBoxState =
  | { readonly name: "idle" }
  /** The first end is placed; the second comes by drag or by click. */
  | { readonly name: "siding"; readonly from: PointerInput; readonly pressed: boolean }
  | { readonly name: "widening"; readonly from: Point; readonly to: Point };

const MIN_SIDE = 2;
const IDLE: RotatedBoxState = { name: "idle" };

const line = (from: Point, to: Point) =>
  ({ kind: "draw", shape: { type: "polyline", points: [from, to] }, guide: { placed: [from] } }) as const;

function boxTo(from: Point, to: Point, at: Point, context: ToolContext): BoxShape {
  return furthest(
    (share) => boxOnSide(from, to, [to[0] + (at[0] - to[0]) * share, to[1] + (at[1] - to[1]) * share]),
    (box) => fitsFrame(box, context.frame),
  );
}

function widen(from: Point, input: PointerInput, context: ToolContext): Step<RotatedBoxState> {
  const to = clampPoint(input.at, context.frame);
  if (distance(from, to) < MIN_SIDE) return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
  return { state: { name: "widening", from, to }, effects: [line(from, to)] };
}

export const rotatedBoxTool: Tool<RotatedBoxState> = {
  initial: IDLE,
  step(state, input, context) {
    if (input.kind === "cancel") return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
    if (!context.editable) return { state: IDLE, effects: [cursor("not-allowed")] };
    switch (state.name) {
      case "idle":
        if (input.kind !== "down")
          return { state, effects: [{ kind: "hover", id: null }, cursor("crosshair")] };
        return {
          state: {
            name: "siding",
            from: { ...input, at: clampPoint(input.at, context.frame) },
            pressed: true,
          },
          effects: [],
        };
      case "siding": {
        const { from, pressed } = state;
        if (input.kind === "move")
          return { state, effects: [line(from.at, clampPoint(input.at, context.frame))] };
        if (input.kind === "up" && pressed) {
          if (!movedBeyondClick(from.screen, input.screen))
            return { state: { ...state, pressed: false }, effects: [] };
          return widen(from.at, input, context);
        }
        return input.kind === "down" ? widen(from.at, input, context) : { state, effects: [] };
      }
      case "widening": {
        const shape = boxTo(state.from, state.to, input.at, context);
        if (input.kind === "move") return { state, effects: [{ kind: "draw", shape }] };
        if (input.kind === "up") return { state, effects: [] };
        if (shape.height < MIN_SIDE || !fitsFrame(shape, context.frame))
          return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
        return {
          state: IDLE,
          effects: [
            { kind: "draw", shape: null },
            { kind: "add", shape },
          ],
        };
      }
    }
  },
  key(state, key) {
    if (state.name === "idle" || key === "visibility") return null;
    if (key === "finish") return { state, effects: [] };
    return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
  },
  resume(state) {
    if (state.name === "idle") return { state, effects: [] };
    if (state.name === "widening") return { state, effects: [line(state.from, state.to)] };
    return { state: { ...state, pressed: false }, effects: [line(state.from.at, state.from.at)] };
  },
};
