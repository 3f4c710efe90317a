/** Selects, moves and reshapes objects: idle, pointing, translating, gripping, sweeping. */
import type { Point, Shape } from "../../contract/contract";
import { handleCursor } from "../../model/boxHandles";
import {
  type Bounds,
  clampTranslation,
  shapeBounds,
  translateShape,
  unionBounds,
} from "../../model/geometry";
import { type Grip, gripAt } from "../../model/grips";
import { isBoxed } from "../../model/rotate";
import { fewestSaid, isPointed, removeVertex } from "../../model/vertices";
import { dragGrip, type GripStart, splitEdge } from "./gripDrag";
import {
  cursor,
  type Held,
  movedBeyondClick,
  type PointerInput,
  type Step,
  type Tool,
  type ToolContext,
  type ToolEffect,
} from "./tool";
import { isStanding, turnVisibility } from "./vertexKeys";

interface Idle {
  readonly name: "idle";
  /** Where the last click landed: another one there reaches the object underneath. */
  readonly clicked: Point | null;
  /** The point that Delete takes. */
  readonly picked: Held | null;
  readonly hovered: Held | null;
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
interface Gripping extends GripStart {
  readonly name: "gripping";
  readonly screen: Point;
  readonly alt: boolean;
  /** What the drag has made so far; null until it is one. */
  readonly shapes: ReadonlyMap<string, Shape> | null;
}
interface Sweeping {
  readonly name: "sweeping";
  readonly from: Point;
  readonly keep: readonly string[];
  readonly area: Bounds;
}
export type SelectState = Idle | Pointing | Translating | Gripping | Sweeping;

const idle = (clicked: Point | null = null, picked: Held | null = null): Idle => ({
  name: "idle",
  clicked,
  picked,
  hovered: null,
});

/** More objects than these are not looked at one by one under every move of the pointer. */
const MOST_GRIPPED = 500;

function selectedShapes(context: ToolContext): Map<string, Shape> {
  const found = new Map<string, Shape>();
  if (!context.editable || context.selection.size > MOST_GRIPPED) return found;
  for (const id of context.selection) {
    const shape = context.shapeOf(id);
    // With a locked object among them there are no handles, and none that cannot be seen.
    if (!shape) return new Map();
    if (shapeBounds(shape)) found.set(id, shape);
  }
  return found;
}

function grabbed(at: Point, context: ToolContext): GripStart | null {
  const originals = selectedShapes(context);
  const grip = gripAt([...originals.values()], at, context.scale);
  return grip && { grip, from: at, originals };
}

function gripCursor(grip: Grip, originals: ReadonlyMap<string, Shape>): string {
  const [only] = originals.values();
  const turned = originals.size === 1 && only && isBoxed(only) ? (only.rotation ?? 0) : 0;
  if (grip.kind === "handle") return handleCursor(grip.handle, turned);
  return grip.kind === "turn" ? "grab" : grip.kind === "middle" ? "copy" : "move";
}

/** The point that a grip is, of the only selected object. */
function heldBy({ grip, originals }: GripStart): Held | null {
  const [id] = originals.keys();
  return grip.kind === "vertex" && id !== undefined ? { id, vertex: grip.vertex } : null;
}

const marked = (hovered: Held | null, picked: Held | null): ToolEffect => ({
  kind: "vertices",
  hovered,
  picked,
});

function rectangle(a: Point, b: Point): Bounds {
  return {
    x: Math.min(a[0], b[0]),
    y: Math.min(a[1], b[1]),
    width: Math.abs(a[0] - b[0]),
    height: Math.abs(a[1] - b[1]),
  };
}

function pressed(state: Idle, input: PointerInput, context: ToolContext): Step<SelectState> {
  const start = grabbed(input.at, context);
  if (start) {
    const gripping: Gripping = {
      name: "gripping",
      ...start,
      screen: input.screen,
      alt: input.alt,
      shapes: null,
    };
    const look = start.grip.kind === "turn" ? "grabbing" : gripCursor(start.grip, start.originals);
    return { state: gripping, effects: [marked(heldBy(start), state.picked), cursor(look)] };
  }
  return {
    state: { name: "pointing", from: input, candidates: context.hits(input.at), clicked: state.clicked },
    effects: state.picked ? [marked(null, null)] : [],
  };
}

function hovering(state: Idle, input: PointerInput, context: ToolContext): Step<SelectState> {
  const start = grabbed(input.at, context);
  const [under] = context.hits(input.at);
  const look = start
    ? gripCursor(start.grip, start.originals)
    : under
      ? context.editable
        ? "move"
        : "pointer"
      : "default";
  const hovered = start && heldBy(start);
  return {
    state: { ...state, hovered },
    effects: [{ kind: "hover", id: under ?? null }, marked(hovered, state.picked), cursor(look)],
  };
}

function grip(state: Gripping, input: PointerInput, context: ToolContext): Step<SelectState> {
  if (!state.shapes && !movedBeyondClick(state.screen, input.screen)) return { state, effects: [] };
  const dragged = dragGrip(state, input, context);
  if (!dragged) return { state, effects: [] };
  return {
    state: { ...state, shapes: dragged.shapes },
    effects: [{ kind: "drag", shapes: dragged.shapes, guide: dragged.guide }],
  };
}

/** The end of a grip: a drag is a change; a click picks a point, with Alt removes it, and on an edge adds one. */
function released(state: Gripping): Step<SelectState> {
  const held = heldBy(state);
  if (state.shapes) {
    const made: Held | null = held ?? addedBy(state);
    return {
      state: idle(null, made),
      effects: [{ kind: "change", shapes: state.shapes }, marked(null, made)],
    };
  }
  const [first] = state.originals;
  if (!first) return { state: idle(), effects: [] };
  const [id, shape] = first;
  if (held && state.alt) return withoutVertex(idle(), held, shape);
  if (state.grip.kind !== "middle") return { state: idle(null, held), effects: [marked(held, held)] };
  const split = splitEdge(shape, state.grip.edge);
  if (!split) return { state: idle(), effects: [] };
  const added: Held = { id, vertex: split[1] };
  return {
    state: idle(null, added),
    effects: [{ kind: "change", shapes: new Map([[id, split[0]]]) }, marked(added, added)],
  };
}

function addedBy({ grip, originals }: Gripping): Held | null {
  const [id] = originals.keys();
  if (grip.kind !== "middle" || id === undefined) return null;
  return { id, vertex: { ring: grip.edge.ring, index: grip.edge.index + 1 } };
}

function withoutVertex(state: Idle, { id, vertex }: Held, shape: Shape): Step<SelectState> {
  if (!isPointed(shape)) return { state, effects: [] };
  const less = removeVertex(shape, vertex);
  if (!less) return { state, effects: [{ kind: "say", text: fewestSaid(shape) }] };
  return { state: idle(), effects: [{ kind: "change", shapes: new Map([[id, less]]) }, marked(null, null)] };
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
  const moved = clampTranslation(
    state.bounds,
    input.at[0] - state.from[0],
    input.at[1] - state.from[1],
    context.frame,
  );
  const originals = [...state.originals.values()];
  // A mask moves by whole pixels: what goes along with it keeps its place beside it.
  const [dx, dy] = originals.some(({ type }) => type === "mask") ? moved.map(Math.trunc) : moved;
  const shapes = new Map([...state.originals].map(([id, shape]) => [id, translateShape(shape, dx, dy)]));
  return { state: { ...state, shapes }, effects: [{ kind: "drag", shapes }, cursor("grabbing")] };
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

const CANCELLED: Step<SelectState> = {
  state: idle(),
  effects: [
    { kind: "drag", shapes: null },
    { kind: "sweep", area: null },
    marked(null, null),
    cursor("default"),
  ],
};

export const selectTool: Tool<SelectState> = {
  initial: idle(),
  step(state, input, context) {
    if (input.kind === "cancel") return CANCELLED;
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
      case "gripping":
        if (input.kind === "move") return grip(state, input, context);
        return input.kind === "up" ? released(state) : { state, effects: [] };
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
  key(state, key, context) {
    // Undo in the middle of a drag lets go of it.
    if (state.name !== "idle") return key === "back" && state.name !== "pointing" ? CANCELLED : null;
    const { picked } = state;
    if (key === "remove" && isStanding(picked, context)) {
      const shape = context.shapeOf(picked.id);
      return shape && withoutVertex(state, picked, shape);
    }
    if (key !== "visibility" || !context.editable) return null;
    const shapes = turnVisibility(isStanding(state.hovered, context) ? state.hovered : picked, context);
    return shapes && { state, effects: [{ kind: "change", shapes }] };
  },
};
