/** Selects, moves and resizes objects: idle, pointing, translating, resizing, sweeping. */
import type { BoxShape, Point, Shape } from "../../contract/contract";
import { dragHandle, type Handle, handleAt, handleCursor } from "../../model/boxHandles";
import {
  type Bounds,
  clampTranslation,
  shapeBounds,
  translateShape,
  unionBounds,
} from "../../model/geometry";
import {
  cursor,
  movedBeyondClick,
  type PointerInput,
  type Step,
  type Tool,
  type ToolContext,
  type ToolEffect,
} from "./tool";

interface Idle {
  readonly name: "idle";
  /** Where the last click landed: another one there reaches the object underneath. */
  readonly clicked: Point | null;
}
interface Pointing {
  readonly name: "pointing";
  readonly from: PointerInput;
  readonly candidates: readonly string[];
  readonly clicked: Point | null;
}
interface Translating {
  readonly name: "translating";
  readonly from: Point;
  readonly originals: ReadonlyMap<string, Shape>;
  readonly bounds: Bounds;
  readonly shapes: ReadonlyMap<string, Shape>;
}
interface Resizing {
  readonly name: "resizing";
  readonly id: string;
  readonly handle: Handle;
  readonly original: BoxShape;
  readonly shape: BoxShape;
}
interface Sweeping {
  readonly name: "sweeping";
  readonly from: Point;
  readonly keep: readonly string[];
  readonly area: Bounds;
}
export type SelectState = Idle | Pointing | Translating | Resizing | Sweeping;

const HANDLE_REACH = 8;
const idle = (clicked: Point | null = null): Idle => ({ name: "idle", clicked });

function onlyBox(context: ToolContext): { id: string; box: BoxShape } | null {
  if (context.selection.size !== 1 || !context.editable) return null;
  const [id] = context.selection;
  const shape = id ? context.shapeOf(id) : null;
  return id && shape?.type === "box" ? { id, box: shape } : null;
}

function grabbed(at: Point, context: ToolContext): { id: string; box: BoxShape; handle: Handle } | null {
  const only = onlyBox(context);
  const handle = only ? handleAt(only.box, at, HANDLE_REACH / context.scale) : null;
  return only && handle ? { ...only, handle } : null;
}

function rectangle(a: Point, b: Point): Bounds {
  return {
    x: Math.min(a[0], b[0]),
    y: Math.min(a[1], b[1]),
    width: Math.abs(a[0] - b[0]),
    height: Math.abs(a[1] - b[1]),
  };
}

function pressed(state: Idle, input: PointerInput, context: ToolContext): Step<SelectState> {
  const grip = grabbed(input.at, context);
  if (grip) {
    const { id, box, handle } = grip;
    return {
      state: { name: "resizing", id, handle, original: box, shape: box },
      effects: [cursor(handleCursor(handle))],
    };
  }
  return {
    state: { name: "pointing", from: input, candidates: context.hits(input.at), clicked: state.clicked },
    effects: [],
  };
}

function hovering(state: Idle, input: PointerInput, context: ToolContext): Step<SelectState> {
  const grip = grabbed(input.at, context);
  const [under] = context.hits(input.at);
  const look = grip ? handleCursor(grip.handle) : under ? (context.editable ? "move" : "pointer") : "default";
  return { state, effects: [{ kind: "hover", id: under ?? null }, cursor(look)] };
}

/** What is dragged: the selected object under the pointer if there is one, else the smallest. */
function beginDrag(state: Pointing, input: PointerInput, context: ToolContext): Step<SelectState> {
  const target = state.candidates.find((id) => context.selection.has(id)) ?? state.candidates[0];
  if (!target || !context.editable) {
    const keep = state.from.shift ? [...context.selection] : [];
    const area = rectangle(state.from.at, input.at);
    return {
      state: { name: "sweeping", from: state.from.at, keep, area },
      effects: [{ kind: "sweep", area }],
    };
  }
  const whole = state.from.alt ? [target] : (context.together?.(target) ?? [target]);
  const together = context.selection.has(target) ? [...context.selection] : whole;
  const originals = new Map<string, Shape>();
  for (const id of together) {
    const shape = context.shapeOf(id);
    if (shape && shapeBounds(shape)) originals.set(id, shape);
  }
  const bounds = unionBounds([...originals.values()].flatMap((shape) => shapeBounds(shape) ?? []));
  if (!bounds) return { state: idle(), effects: [] };
  const translating: Translating = {
    name: "translating",
    from: state.from.at,
    originals,
    bounds,
    shapes: originals,
  };
  const picked: ToolEffect[] = context.selection.has(target) ? [] : [{ kind: "select", ids: [target] }];
  const moved = translate(translating, input, context);
  return { state: moved.state, effects: [...picked, ...moved.effects] };
}

function translate(state: Translating, input: PointerInput, context: ToolContext): Step<SelectState> {
  const [dx, dy] = clampTranslation(
    state.bounds,
    input.at[0] - state.from[0],
    input.at[1] - state.from[1],
    context.frame,
  );
  const shapes = new Map([...state.originals].map(([id, shape]) => [id, translateShape(shape, dx, dy)]));
  return { state: { ...state, shapes }, effects: [{ kind: "drag", shapes }, cursor("grabbing")] };
}

function resize(state: Resizing, input: PointerInput, context: ToolContext): Step<SelectState> {
  const shape = dragHandle(state.original, state.handle, input.at, context.frame);
  return { state: { ...state, shape }, effects: [{ kind: "drag", shapes: new Map([[state.id, shape]]) }] };
}

function sweep(state: Sweeping, input: PointerInput): Step<SelectState> {
  const area = rectangle(state.from, input.at);
  return { state: { ...state, area }, effects: [{ kind: "sweep", area }] };
}

/** A click: the smallest object; again in the same place, or with Alt, the next one underneath. */
function clicked(state: Pointing, context: ToolContext): Step<SelectState> {
  const { candidates, from } = state;
  const [smallest] = candidates;
  const rest = idle(from.screen);
  if (!smallest) return { state: rest, effects: from.shift ? [] : [{ kind: "select", ids: [] }] };
  if (from.shift) return { state: rest, effects: [{ kind: "toggle", id: smallest }] };
  const again = state.clicked !== null && !movedBeyondClick(state.clicked, from.screen);
  const at = candidates.findIndex((id) => context.selection.has(id));
  const cycles = (again || from.alt) && at >= 0 && context.selection.size === 1;
  const id = cycles ? (candidates[(at + 1) % candidates.length] ?? smallest) : smallest;
  return { state: rest, effects: [{ kind: "select", ids: [id] }] };
}

export const selectTool: Tool<SelectState> = {
  initial: idle(),
  step(state, input, context) {
    if (input.kind === "cancel") {
      return {
        state: idle(),
        effects: [{ kind: "drag", shapes: null }, { kind: "sweep", area: null }, cursor("default")],
      };
    }
    switch (state.name) {
      case "idle":
        if (input.kind === "down") return pressed(state, input, context);
        return input.kind === "move" ? hovering(state, input, context) : { state, effects: [] };
      case "pointing":
        if (input.kind === "up") return clicked(state, context);
        if (input.kind === "move" && movedBeyondClick(state.from.screen, input.screen))
          return beginDrag(state, input, context);
        return { state, effects: [] };
      case "translating":
        if (input.kind === "move") return translate(state, input, context);
        if (input.kind === "up")
          return { state: idle(), effects: [{ kind: "change", shapes: state.shapes }, cursor("move")] };
        return { state, effects: [] };
      case "resizing":
        if (input.kind === "move") return resize(state, input, context);
        if (input.kind === "up") {
          return { state: idle(), effects: [{ kind: "change", shapes: new Map([[state.id, state.shape]]) }] };
        }
        return { state, effects: [] };
      case "sweeping": {
        if (input.kind === "move") return sweep(state, input);
        if (input.kind !== "up") return { state, effects: [] };
        const ids = [...new Set([...state.keep, ...context.within(state.area)])];
        return {
          state: idle(),
          effects: [
            { kind: "sweep", area: null },
            { kind: "select", ids },
          ],
        };
      }
    }
  },
};
