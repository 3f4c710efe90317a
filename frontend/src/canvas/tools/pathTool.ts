/** Makes tools that place point after point: idle, pressing (a button is down), placing (between two clicks). */
import type { Point, Shape } from "../../contract/contract";
import { clampPoint, distance } from "../../model/geometry";
import {
  CLICK_SLOP,
  cursor,
  type PointerInput,
  type Step,
  type Tool,
  type ToolContext,
  type ToolEffect,
} from "./tool";

interface Path {
  readonly points: readonly Point[];
  /** What was decided when the first point was placed. */
  readonly purpose: Purpose;
}
interface Idle {
  readonly name: "idle";
}
interface Pressing extends Path {
  readonly name: "pressing";
  readonly from: PointerInput;
  /** The drag has added points of its own. */
  readonly freehand: boolean;
}
interface Placing extends Path {
  readonly name: "placing";
}
export type PathState = Idle | Pressing | Placing;

/** Why a path is drawn: as an object, or as a hole of the polygon with this id. */
export type Purpose = { readonly hole: string } | null;

export interface PathKind {
  readonly closed: boolean;
  readonly fewest: number;
  /** A drag adds points as it goes. */
  readonly freehand: boolean;
  /** What the path looks like while it is drawn. */
  shape(points: readonly Point[]): Shape;
  /** What the first press begins; a text says why it cannot. */
  begin?(at: Point, input: PointerInput, context: ToolContext): Purpose | string;
  /** What the finished path does; by default it is added, unless it has no extent. */
  finish(points: readonly Point[], purpose: Purpose, context: ToolContext): readonly ToolEffect[];
}

/** Distances in screen pixels. */
const CLOSE_REACH = 10;
const FREEHAND_START = 7;
const FREEHAND_SPACING = 9;

const IDLE: PathState = { name: "idle" };
const NOBODY: ReadonlySet<string> = new Set();

export function pathTool(kind: PathKind): Tool<PathState> {
  const isNear = (a: Point | undefined, b: Point, reach: number, context: ToolContext): boolean =>
    a !== undefined && distance(a, b) * context.scale <= reach;
  const closes = (points: readonly Point[], at: Point, context: ToolContext): boolean =>
    kind.closed && points.length >= kind.fewest && isNear(points[0], at, CLOSE_REACH, context);

  /** Where the pointer places a point: inside the frame, on a neighbour's border when Ctrl asks for it. */
  function aim(input: PointerInput, context: ToolContext): { at: Point; snap: Point | null } {
    const snap = input.mod ? context.snap(input.at, NOBODY) : null;
    return { at: clampPoint(snap?.at ?? input.at, context.frame), snap: snap?.at ?? null };
  }

  function drawn(path: Path, input: PointerInput | null, context: ToolContext): ToolEffect {
    const { points } = path;
    if (!input || points.length === 0)
      return {
        kind: "draw",
        shape: points.length > 0 ? kind.shape(points) : null,
        guide: { placed: points },
      };
    const { at, snap } = aim(input, context);
    const closing = closes(points, at, context);
    const shown = closing || isNear(points.at(-1), at, CLICK_SLOP, context) ? points : [...points, at];
    return { kind: "draw", shape: kind.shape(shown), guide: { placed: points, closing, snap } };
  }

  function finish(path: Path, context: ToolContext): Step<PathState> | null {
    if (path.points.length < kind.fewest) return null;
    const made = kind.finish(path.points, path.purpose, context);
    return { state: IDLE, effects: [{ kind: "draw", shape: null }, ...made] };
  }

  function pressed(state: Idle | Placing, input: PointerInput, context: ToolContext): Step<PathState> {
    const { at } = aim(input, context);
    if (state.name === "idle") {
      // The second press of a double click that has just closed a shape.
      if (input.double) return { state, effects: [] };
      const purpose = kind.begin?.(at, input, context) ?? null;
      if (typeof purpose === "string") return { state, effects: [{ kind: "say", text: purpose }] };
      const path: Path = { points: [at], purpose };
      return {
        state: { name: "pressing", ...path, from: input, freehand: false },
        effects: [drawn(path, null, context)],
      };
    }
    const { points, purpose } = state;
    const again = isNear(points.at(-1), at, CLICK_SLOP, context);
    if (closes(points, at, context) || (input.double && again))
      return finish(state, context) ?? { state, effects: [] };
    const path: Path = { points: again ? points : [...points, at], purpose };
    return {
      state: { name: "pressing", ...path, from: input, freehand: false },
      effects: [drawn(path, null, context)],
    };
  }

  function dragged(state: Pressing, input: PointerInput, context: ToolContext): Step<PathState> {
    if (!kind.freehand) return { state, effects: [] };
    const reach = state.freehand ? FREEHAND_SPACING : FREEHAND_START;
    const { at } = aim(input, context);
    const started =
      state.freehand ||
      Math.hypot(input.screen[0] - state.from.screen[0], input.screen[1] - state.from.screen[1]) > reach;
    if (!started || isNear(state.points.at(-1), at, reach, context))
      return { state, effects: [drawn(state, input, context)] };
    const longer: Pressing = { ...state, points: [...state.points, at], freehand: true };
    return { state: longer, effects: [drawn(longer, input, context)] };
  }

  function released(state: Pressing, input: PointerInput, context: ToolContext): Step<PathState> {
    const { at } = aim(input, context);
    if (state.freehand && closes(state.points, at, context)) {
      const done = finish(state, context);
      if (done) return done;
    }
    const placing: Placing = { name: "placing", points: state.points, purpose: state.purpose };
    return { state: placing, effects: [drawn(placing, null, context)] };
  }

  return {
    initial: IDLE,
    step(state, input, context) {
      if (input.kind === "cancel") return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
      if (!context.editable) return { state: IDLE, effects: [cursor("not-allowed")] };
      switch (state.name) {
        case "idle":
          if (input.kind === "down") return pressed(state, input, context);
          return { state, effects: [{ kind: "hover", id: null }, cursor("crosshair")] };
        case "pressing":
          if (input.kind === "move") return dragged(state, input, context);
          return input.kind === "up" ? released(state, input, context) : { state, effects: [] };
        case "placing":
          if (input.kind === "down") return pressed(state, input, context);
          return input.kind === "move"
            ? { state, effects: [drawn(state, input, context)] }
            : { state, effects: [] };
      }
    },
    key(state, key, context) {
      if (state.name === "idle" || key === "visibility") return null;
      // Too few points yet: the key is taken all the same, so that it never submits a half-drawn picture.
      if (key === "finish") return finish(state, context) ?? { state, effects: [] };
      const points = state.points.slice(0, -1);
      if (points.length === 0) return { state: IDLE, effects: [{ kind: "draw", shape: null }] };
      const path: Path = { points, purpose: state.purpose };
      return { state: { name: "placing", ...path }, effects: [drawn(path, null, context)] };
    },
    resume(state, context) {
      if (state.name === "idle") return { state, effects: [] };
      const path: Path = { points: state.points, purpose: state.purpose };
      return { state: { name: "placing", ...path }, effects: [drawn(path, null, context)] };
    },
  };
}

/** Screen pixels below which a drawn path is a slip of the hand. */
const SLIP = 2;

/** Whether points lie so close together that nobody meant to draw them. */
export function isSlip(points: readonly Point[], scale: number): boolean {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  return extent * scale <= SLIP;
}
