/** Follows the borders of a mask: closed rings along the edges of pixels. */
import type { Point } from "../../contract/contract";
import { subtractSpans } from "./algebra";
import { eachColumnSpan, SpanList, type Spans } from "./spans";

/** A closed ring; outer ones run clockwise on the screen (positive area), those of holes against it. */
export interface Ring {
  readonly points: readonly Point[];
  /** Twice would be the shoelace sum; signed as said above. */
  readonly area: number;
}

class EdgeList {
  from: number[] = [];
  to: number[] = [];
  add(from: number, to: number): void {
    this.from.push(from);
    this.to.push(to);
  }
}

/** Every border of a mask; pixels that meet at a corner only are apart. */
export function traceRings(spans: Spans, height: number): Ring[] {
  const edges = edgesOf(spans, height);
  const stride = height + 1;
  const count = edges.from.length;
  const first = new Map<number, number>();
  const second = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const at = edges.from[i] as number;
    if (first.has(at)) second.set(at, i);
    else first.set(at, i);
  }
  const seen = new Uint8Array(count);
  const rings: Ring[] = [];
  for (let start = 0; start < count; start++) {
    if (seen[start]) continue;
    const points: Point[] = [];
    let area = 0;
    let edge = start;
    let [inX, inY] = [0, 0];
    do {
      seen[edge] = 1;
      const from = edges.from[edge] as number;
      const to = edges.to[edge] as number;
      const [ax, ay] = [Math.floor(from / stride), from % stride];
      const [bx, by] = [Math.floor(to / stride), to % stride];
      const [dx, dy] = [Math.sign(bx - ax), Math.sign(by - ay)];
      if (dx !== inX || dy !== inY) points.push([ax, ay]);
      area += ax * by - bx * ay;
      [inX, inY] = [dx, dy];
      edge = nextEdge(to, dx, dy);
    } while (!seen[edge]);
    const [head, follower, tail] = [points[0], points[1], points.at(-1)];
    // The walk may begin in the middle of a straight side: that point says nothing.
    if (head && follower && tail && isStraight(tail, head, follower)) points.shift();
    rings.push({ points, area: area / 2 });
  }
  return rings;

  /** Where two borders meet at a corner, keep to the own pixel: turn right. */
  function nextEdge(vertex: number, dx: number, dy: number): number {
    const one = first.get(vertex) as number;
    const other = second.get(vertex);
    if (other === undefined) return one;
    const to = edges.to[one] as number;
    const [bx, by] = [Math.floor(to / stride), to % stride];
    const [ax, ay] = [Math.floor(vertex / stride), vertex % stride];
    return dx * Math.sign(by - ay) - dy * Math.sign(bx - ax) > 0 ? one : other;
  }
}

function isStraight(a: Point, b: Point, c: Point): boolean {
  return (a[0] === b[0] && b[0] === c[0]) || (a[1] === b[1] && b[1] === c[1]);
}

/** The edges between set and unset pixels, each with its set pixel to the right of the way it runs. */
function edgesOf(spans: Spans, height: number): EdgeList {
  const edges = new EdgeList();
  const stride = height + 1;
  const none: Spans = new Uint32Array(0);
  let column = -1;
  let before = none;
  let current = new SpanList();

  const upright = (x: number, left: Spans, right: Spans) => {
    const leftOnly = right.length === 0 ? left : subtractSpans(left, right);
    for (let i = 0; i < leftOnly.length; i += 2)
      edges.add(x * stride + (leftOnly[i] as number), x * stride + (leftOnly[i + 1] as number));
    const rightOnly = left.length === 0 ? right : subtractSpans(right, left);
    for (let i = 0; i < rightOnly.length; i += 2)
      edges.add(x * stride + (rightOnly[i + 1] as number), x * stride + (rightOnly[i] as number));
  };
  const close = () => {
    const here = current.done();
    upright(column, before, here);
    for (let i = 0; i < here.length; i += 2) {
      const top = column * stride + (here[i] as number);
      const bottom = column * stride + (here[i + 1] as number);
      edges.add(top, top + stride);
      edges.add(bottom + stride, bottom);
    }
    before = here;
    current = new SpanList();
  };
  eachColumnSpan(spans, height, (x, top, bottom) => {
    if (x !== column) {
      if (column >= 0) close();
      if (column >= 0 && x > column + 1) {
        upright(column + 1, before, none);
        before = none;
      }
      column = x;
    }
    current.add(top, bottom);
  });
  if (column >= 0) {
    close();
    upright(column + 1, before, none);
  }
  return edges;
}
