/** Follows the borders of a mask: closed rings along the edges of pixels. */
import type { Point } from "../../contract/contract";
import { eachColumnSpan, type Spans } from "./spans";

/** A closed ring; outer ones run clockwise on the screen (positive area), those of holes against it. */
export interface Ring {
  readonly points: readonly Point[];
  /** Twice would be the shoelace sum; signed as said above. */
  readonly area: number;
}

/** Directed edges between corners of pixels; corner (x, y) is x * (height + 1) + y. */
class EdgeList {
  from = new Int32Array(1024);
  to = new Int32Array(1024);
  count = 0;

  add(from: number, to: number): void {
    if (this.count === this.from.length) {
      this.from = doubled(this.from);
      this.to = doubled(this.to);
    }
    this.from[this.count] = from;
    this.to[this.count++] = to;
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(values.length * 2);
  grown.set(values);
  return grown;
}

/** Finds the edges that leave a corner: one, or two where pixels touch at the corner only. */
class Departures {
  private readonly slots: Int32Array;
  private readonly mask: number;
  private readonly edges: EdgeList;

  constructor(edges: EdgeList) {
    this.edges = edges;
    let size = 16;
    while (size < edges.count * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    for (let i = 0; i < edges.count; i++) {
      let slot = this.slotOf(edges.from[i] as number);
      while (this.slots[slot] !== -1) slot = (slot + 1) & this.mask;
      this.slots[slot] = i;
    }
  }

  private slotOf(corner: number): number {
    const mixed = Math.imul(corner, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.mask;
  }

  /** The one edge from a corner, or of two the one that `prefer` chooses. */
  from(corner: number, prefer: (edge: number) => boolean): number {
    let only = -1;
    let slot = this.slotOf(corner);
    for (let edge = this.slots[slot] as number; edge !== -1; edge = this.slots[slot] as number) {
      if (this.edges.from[edge] === corner) {
        if (only >= 0) return prefer(only) ? only : edge;
        only = edge;
      }
      slot = (slot + 1) & this.mask;
    }
    return only;
  }
}

/** Every border of a mask; pixels that meet at a corner only are apart. */
export function traceRings(spans: Spans, height: number): Ring[] {
  const edges = edgesOf(spans, height);
  const stride = height + 1;
  const departures = new Departures(edges);
  const seen = new Uint8Array(edges.count);
  const rings: Ring[] = [];
  for (let start = 0; start < edges.count; start++) {
    if (seen[start]) continue;
    const points: Point[] = [];
    let area = 0;
    let edge = start;
    let inX = 0;
    let inY = 0;
    do {
      seen[edge] = 1;
      const from = edges.from[edge] as number;
      const to = edges.to[edge] as number;
      const ax = Math.floor(from / stride);
      const ay = from - ax * stride;
      const bx = Math.floor(to / stride);
      const by = to - bx * stride;
      const dx = Math.sign(bx - ax);
      const dy = Math.sign(by - ay);
      if (dx !== inX || dy !== inY) points.push([ax, ay]);
      area += ax * by - bx * ay;
      inX = dx;
      inY = dy;
      // Where two borders meet at a corner, keep to the own pixel: turn right.
      edge = departures.from(to, (candidate) => {
        const end = edges.to[candidate] as number;
        const ex = Math.floor(end / stride);
        return dx * Math.sign(end - ex * stride - by) - dy * Math.sign(ex - bx) > 0;
      });
    } while (!seen[edge]);
    const [head, follower, tail] = [points[0], points[1], points.at(-1)];
    // The walk may begin in the middle of a straight side: that point says nothing.
    if (head && follower && tail && isStraight(tail, head, follower)) points.shift();
    rings.push({ points, area: area / 2 });
  }
  return rings;
}

function isStraight(a: Point, b: Point, c: Point): boolean {
  return (a[0] === b[0] && b[0] === c[0]) || (a[1] === b[1] && b[1] === c[1]);
}

/** The edges between set and unset pixels, each with its set pixel to the right of the way it runs. */
function edgesOf(spans: Spans, height: number): EdgeList {
  const edges = new EdgeList();
  const stride = height + 1;
  let column = -1;
  let before: number[] = [];
  let here: number[] = [];

  /** Where one side of the line at `x` is set and the other is not. */
  const upright = (x: number, left: readonly number[], right: readonly number[]) => {
    let i = 0;
    let j = 0;
    let from = 0;
    let side = 0;
    while (i < left.length || j < right.length) {
      const nextLeft = i < left.length ? (left[i] as number) : height + 1;
      const nextRight = j < right.length ? (right[j] as number) : height + 1;
      const at = Math.min(nextLeft, nextRight);
      if (side > 0) edges.add(x * stride + from, x * stride + at);
      else if (side < 0) edges.add(x * stride + at, x * stride + from);
      if (nextLeft === at) i += 1;
      if (nextRight === at) j += 1;
      side = (i & 1) - (j & 1);
      from = at;
    }
  };
  const close = () => {
    upright(column, before, here);
    for (let i = 0; i < here.length; i += 2) {
      const top = column * stride + (here[i] as number);
      const bottom = column * stride + (here[i + 1] as number);
      edges.add(top, top + stride);
      edges.add(bottom + stride, bottom);
    }
    before = here;
    here = [];
  };
  eachColumnSpan(spans, height, (x, top, bottom) => {
    if (x !== column) {
      if (column >= 0) close();
      if (column >= 0 && x > column + 1) {
        upright(column + 1, before, []);
        before = [];
      }
      column = x;
    }
    here.push(top, bottom);
  });
  if (column >= 0) {
    close();
    upright(column + 1, before, []);
  }
  return edges;
}
