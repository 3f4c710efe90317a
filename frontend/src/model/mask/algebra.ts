/** Joins, cuts, intersects and moves masks, all on their stretches. */
import type { MaskShape } from "../../contract/contract";
import { eachColumnSpan, maskBounds, maskFromSpans, SpanList, type Spans, spansOf } from "./spans";

type Rule = (inA: boolean, inB: boolean) => boolean;

/** Walk two lists of stretches together and keep where the rule holds. */
function combine(a: Spans, b: Spans, rule: Rule): Spans {
  const out = new Uint32Array(a.length + b.length);
  let used = 0;
  let i = 0;
  let j = 0;
  let open = false;
  while (i < a.length || j < b.length) {
    const nextA = i < a.length ? (a[i] as number) : Number.POSITIVE_INFINITY;
    const nextB = j < b.length ? (b[j] as number) : Number.POSITIVE_INFINITY;
    const position = Math.min(nextA, nextB);
    if (nextA === position) i += 1;
    if (nextB === position) j += 1;
    const kept = rule(i % 2 === 1, j % 2 === 1);
    if (kept !== open) {
      out[used++] = position;
      open = kept;
    }
  }
  return out.slice(0, used);
}

export const unionSpans = (a: Spans, b: Spans): Spans => combine(a, b, (inA, inB) => inA || inB);
export const subtractSpans = (a: Spans, b: Spans): Spans => combine(a, b, (inA, inB) => inA && !inB);
export const intersectSpans = (a: Spans, b: Spans): Spans => combine(a, b, (inA, inB) => inA && inB);

/** What any of the masks covers; all are of one frame. */
export function unionMasks(first: MaskShape, ...others: readonly MaskShape[]): MaskShape {
  const spans = others.reduce((sum, mask) => unionSpans(sum, spansOf(mask)), spansOf(first));
  return maskFromSpans(spans, first.size);
}

/** What is left of a mask without another. */
export function subtractMask(from: MaskShape, taken: MaskShape): MaskShape {
  return maskFromSpans(subtractSpans(spansOf(from), spansOf(taken)), from.size);
}

/** What both masks cover. */
export function intersectMasks(a: MaskShape, b: MaskShape): MaskShape {
  return maskFromSpans(intersectSpans(spansOf(a), spansOf(b)), a.size);
}

export interface MaskOrigin {
  readonly base: MaskShape;
  readonly dx: number;
  readonly dy: number;
}

/** Of moved masks, which one they are a copy of: the drawing reuses what it made for that one. */
const origins = new WeakMap<MaskShape, MaskOrigin>();

/** The mask that this one is an uncut, moved copy of, or null. */
export function maskOrigin(mask: MaskShape): MaskOrigin | null {
  return origins.get(mask) ?? null;
}

/** Move a mask by whole pixels (others are rounded); what leaves the frame is cut off. */
export function translateMask(mask: MaskShape, dx: number, dy: number): MaskShape {
  const right = Math.round(dx);
  const down = Math.round(dy);
  const bounds = maskBounds(mask);
  if (!bounds || (right === 0 && down === 0)) return mask;
  const [height, width] = mask.size;
  const list = new SpanList();
  eachColumnSpan(spansOf(mask), height, (column, top, bottom) => {
    const x = column + right;
    if (x < 0 || x >= width) return;
    list.add(x * height + Math.max(0, top + down), x * height + Math.min(height, bottom + down));
  });
  const moved = maskFromSpans(list.done(), mask.size);
  const uncut =
    bounds.x + right >= 0 &&
    bounds.y + down >= 0 &&
    bounds.x + bounds.width + right <= width &&
    bounds.y + bounds.height + down <= height;
  if (uncut) {
    const from = origins.get(mask);
    origins.set(moved, {
      base: from?.base ?? mask,
      dx: right + (from?.dx ?? 0),
      dy: down + (from?.dy ?? 0),
    });
  }
  return moved;
}
