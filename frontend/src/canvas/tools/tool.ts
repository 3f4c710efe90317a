/** What every tool is: a small state machine as a pure function of its state and an input. */
import type { Point, Shape } from "../../contract/contract";
import type { Bounds, Size } from "../../model/geometry";

export interface ToolContext {
  readonly frame: Size;
  /** Screen pixels for one image pixel. */
  readonly scale: number;
  readonly selection: ReadonlySet<string>;
  readonly editable: boolean;
  shapeOf(id: string): Shape | null;
  /** Objects under a point, smallest first. */
  hits(at: Point): readonly string[];
  within(area: Bounds): readonly string[];
}

export interface PointerInput {
  readonly kind: "down" | "move" | "up";
  /** Image pixels. */
  readonly at: Point;
  /** CSS pixels of the canvas. */
  readonly screen: Point;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Where the pointer was since the last input, oldest first, `at` included: browsers gather moves into one event. */
  readonly trail?: readonly Point[];
  /** Of a pen, 0 to 1. */
  readonly pressure?: number;
}

export type ToolInput = PointerInput | { readonly kind: "cancel" };

export type ToolEffect =
  | { readonly kind: "select"; readonly ids: readonly string[] }
  | { readonly kind: "toggle"; readonly id: string }
  | { readonly kind: "hover"; readonly id: string | null }
  | { readonly kind: "draw"; readonly shape: Shape | null }
  | { readonly kind: "drag"; readonly shapes: ReadonlyMap<string, Shape> | null }
  | { readonly kind: "sweep"; readonly area: Bounds | null }
  | { readonly kind: "add"; readonly shape: Shape }
  | { readonly kind: "change"; readonly shapes: ReadonlyMap<string, Shape> }
  /** A new brush size in image pixels, shown where the hand went down. */
  | { readonly kind: "brushSize"; readonly size: number; readonly at: Point }
  /** What a person points at for a model: a box around the object, a click on it or beside it. */
  | { readonly kind: "prompt"; readonly box: Bounds }
  | { readonly kind: "click"; readonly x: number; readonly y: number; readonly positive: boolean }
  /** The part of the frame that a model shall run on. */
  | { readonly kind: "region"; readonly box: Bounds }
  | { readonly kind: "pan"; readonly dx: number; readonly dy: number }
  | { readonly kind: "cursor"; readonly cursor: string };

export interface Step<S> {
  readonly state: S;
  readonly effects: readonly ToolEffect[];
}

export interface Tool<S extends { readonly name: string }> {
  readonly initial: S;
  step(state: S, input: ToolInput, context: ToolContext): Step<S>;
}

/** Screen pixels within which a press and a release are a click. */
export const CLICK_SLOP = 3;

export function movedBeyondClick(a: Point, b: Point): boolean {
  return Math.hypot(a[0] - b[0], a[1] - b[1]) > CLICK_SLOP;
}

export function cursor(name: string): ToolEffect {
  return { kind: "cursor", cursor: name };
}
