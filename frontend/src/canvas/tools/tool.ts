/** What every tool is: a small state machine as a pure function of its state and an input. */
import type { Point, Shape, SkeletonTemplate } from "../../contract/contract";
import type { Bounds, Size } from "../../model/geometry";
import type { Snap } from "../../model/snap";
import type { Vertex } from "../../model/vertices";
import type { Guide } from "../../state/draftStore";
import type { ToolKey } from "../../state/toolKeys";

export interface ToolContext {
  readonly frame: Size;
  /** Screen pixels for one image pixel. */
  readonly scale: number;
  readonly selection: ReadonlySet<string>;
  readonly editable: boolean;
  /** What the active label's skeletons are made of. */
  readonly skeleton: SkeletonTemplate | null;
  shapeOf(id: string): Shape | null;
  /** Objects under a point, smallest first. */
  hits(at: Point): readonly string[];
  within(area: Bounds): readonly string[];
  /** An object with those of its group. */
  together?(id: string): readonly string[];
  /** Where a point snaps to the borders of objects other than these. */
  snap(at: Point, except: ReadonlySet<string>): Snap | null;
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
  /** Ctrl, or Cmd on a Mac. */
  readonly mod: boolean;
  /** The second press of a double click. */
  readonly double: boolean;
}

export type ToolInput = PointerInput | { readonly kind: "cancel" };

/** A point of an object, as the hand holds or touches it. */
export interface Held {
  readonly id: string;
  readonly vertex: Vertex;
}

export type ToolEffect =
  | { readonly kind: "select"; readonly ids: readonly string[] }
  | { readonly kind: "toggle"; readonly id: string }
  | { readonly kind: "hover"; readonly id: string | null }
  | { readonly kind: "draw"; readonly shape: Shape | null; readonly guide?: Guide }
  | {
      readonly kind: "drag";
      readonly shapes: ReadonlyMap<string, Shape> | null;
      readonly guide?: Guide;
    }
  | { readonly kind: "sweep"; readonly area: Bounds | null }
  | { readonly kind: "vertices"; readonly hovered: Held | null; readonly picked: Held | null }
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
  | { readonly kind: "cursor"; readonly cursor: string }
  | { readonly kind: "say"; readonly text: string };

export interface Step<S> {
  readonly state: S;
  readonly effects: readonly ToolEffect[];
}

export interface Tool<S extends { readonly name: string }> {
  readonly initial: S;
  step(state: S, input: ToolInput, context: ToolContext): Step<S>;
  /** Answer a key that means something else while this tool is at work; null leaves it to the command. */
  key?(state: S, key: Exclude<ToolKey, "forward">, context: ToolContext): Step<S> | null;
  /** Go on from an earlier state, whose last point was taken back, with no button down. */
  resume?(state: S, context: ToolContext): Step<S>;
}

/** Screen pixels within which a press and a release are a click. */
export const CLICK_SLOP = 3;

export function movedBeyondClick(a: Point, b: Point): boolean {
  return Math.hypot(a[0] - b[0], a[1] - b[1]) > CLICK_SLOP;
}

export function cursor(name: string): ToolEffect {
  return { kind: "cursor", cursor: name };
}
