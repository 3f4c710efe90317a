/** Finds the holes of a mask and fills them. */
import type { MaskShape, Point } from "../../contract/contract";
import { unionSpans } from "./algebra";
import { eachColumnSpan, maskBounds, maskFromSpans, SpanList, type Spans, spansOf } from "./spans";

interface Gap {
  readonly column: number;
  readonly top: number;
  readonly bottom: number;
}

/** The background inside the bounds, as stretches of columns, and which of them hang together (by their sides). */
function gapsOf(mask: MaskShape): { gaps: Gap[]; root: (index: number) => number; open: Uint8Array } {
  const bounds = maskBounds(mask);
  const gaps: Gap[] = [];
  if (!bounds) return { gaps, root: (index) => index, open: new Uint8Array(0) };
  const [frameHeight] = mask.size;
  const bottomRow = bounds.y + bounds.height;
  let column = bounds.x;
  let row = bounds.y;
  const closeColumn = () => {
    if (row < bottomRow) gaps.push({ column, top: row, bottom: bottomRow });
    column += 1;
    row = bounds.y;
  };
  eachColumnSpan(spansOf(mask), frameHeight, (x, top, bottom) => {
    while (column < x) closeColumn();
    if (top > row) gaps.push({ column, top: row, bottom: top });
    row = bottom;
  });
  while (column < bounds.x + bounds.width) closeColumn();

  const parent = Int32Array.from(gaps.keys());
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const touches = new Uint8Array(gaps.length);
  let before = 0;
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i] as Gap;
    const edge = gap.column === bounds.x || gap.column === bounds.x + bounds.width - 1;
    if (edge || gap.top === bounds.y || gap.bottom === bottomRow) touches[i] = 1;
    while (before < i) {
      const left = gaps[before] as Gap;
      if (left.column < gap.column - 1 || (left.column === gap.column - 1 && left.bottom <= gap.top))
        before += 1;
      else break;
    }
    for (let k = before; k < i; k++) {
      const left = gaps[k] as Gap;
      if (left.column !== gap.column - 1 || left.top >= gap.bottom) break;
      parent[root(k)] = root(i);
    }
  }
  const open = new Uint8Array(gaps.length);
  for (let i = 0; i < gaps.length; i++) if (touches[i]) open[root(i)] = 1;
  return { gaps, root, open };
}

function filled(mask: MaskShape, gaps: readonly Gap[]): MaskShape {
  if (gaps.length === 0) return mask;
  const list = new SpanList();
  const [height] = mask.size;
  for (const gap of gaps) list.add(gap.column * height + gap.top, gap.column * height + gap.bottom);
  const holes: Spans = list.done();
  return maskFromSpans(unionSpans(spansOf(mask), holes), mask.size);
}

/** Fill every hole: background that no path by the sides of pixels leads out of. */
export function fillHoles(mask: MaskShape): MaskShape {
  const { gaps, root, open } = gapsOf(mask);
  return filled(
    mask,
    gaps.filter((_gap, index) => !open[root(index)]),
  );
}

/** Fill the hole under a point; the same mask when there is none. */
export function fillHoleAt(mask: MaskShape, [x, y]: Point): MaskShape {
  const { gaps, root, open } = gapsOf(mask);
  const column = Math.floor(x);
  const row = Math.floor(y);
  const at = gaps.findIndex((gap) => gap.column === column && gap.top <= row && row < gap.bottom);
  if (at < 0 || open[root(at)]) return mask;
  return filled(
    mask,
    gaps.filter((_gap, index) => root(index) === root(at)),
  );
}
