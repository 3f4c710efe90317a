/** Says which vertex of an outline becomes which of another; step by step as `domain/vertex_matching.py` does.
 *
 * Both outlines stay what they are: where one has fewer vertices, points on its edges are added, none is moved.
 */
import type { Point } from "../../contract/contract";

type Path = readonly Point[];

/** Two lists of equal length: each point of the first becomes the one at its place in the second. */
export interface Matched {
  readonly earlier: Path;
  readonly later: Path;
}

const SAMPLES = 64;
const CLEARLY = 1 - 1e-9;

/** Match two open lines, end to end. */
export function matchLines(earlier: Path, later: Path): Matched {
  if (earlier.length < later.length) return { earlier: filled(earlier, later), later };
  return { earlier, later: filled(later, earlier) };
}

/** Match two closed outlines by the turn, and the direction, in which they fit best. */
export function matchRings(earlier: Path, later: Path): Matched {
  if (earlier.length === later.length) {
    const { start, step } = bestTurn(earlier, later);
    return { earlier, later: turned(later, start, step) };
  }
  if (earlier.length < later.length) {
    const { start, step } = startOn(earlier, later);
    const ring = turned(later, start, step);
    return { earlier: filledRing(earlier, ring), later: ring };
  }
  const { start, step } = startOn(later, earlier);
  const found = filledRing(later, turned(earlier, start, step));
  // Back to the order of the earlier outline, which is the one that people know.
  return { earlier, later: earlier.map((_, place) => at(found, (place - start) * step)) };
}

interface Turn {
  readonly start: number;
  readonly step: 1 | -1;
}

/** The item at a place, counted around. */
function at(ring: Path, place: number): Point {
  const count = ring.length;
  return ring[((place % count) + count) % count] as Point;
}

function turned(ring: Path, start: number, step: number): Point[] {
  return ring.map((_, place) => at(ring, start + step * place));
}

/** Where in `other` the first vertex of `ring` goes, and whether on (1) or back (-1) from there. */
function bestTurn(ring: Path, other: Path): Turn {
  const count = ring.length;
  const stride = Math.ceil(count / SAMPLES);
  const [mine, theirs] = [centred(ring), centred(other)];
  let best = Number.POSITIVE_INFINITY;
  let found: Turn = { start: 0, step: 1 };
  const attempt = (start: number, step: 1 | -1) => {
    const most = best * CLEARLY;
    let total = 0;
    for (let place = 0; place < count; place += stride) {
      const [ax, ay] = mine[place] as Point;
      const [bx, by] = at(theirs, start + step * place);
      total += (ax - bx) * (ax - bx) + (ay - by) * (ay - by);
      if (total >= most) return;
    }
    best = total;
    found = { start, step };
  };
  for (const step of [1, -1] as const)
    for (let start = 0; start < count; start += stride) attempt(start, step);
  const rough = found;
  for (let start = rough.start - stride + 1; start < rough.start + stride; start++)
    if (start !== rough.start) attempt((start + count) % count, rough.step);
  return found;
}

/** At which vertex of the larger outline the smaller one's first belongs, and the direction. */
function startOn(ring: Path, larger: Path): Turn {
  const { start: place, step } = bestTurn(sampled(ring), sampled(larger));
  const wanted = place / SAMPLES;
  const lengths = lengthsOf([...larger, larger[0] as Point]);
  let best = Number.POSITIVE_INFINITY;
  let start = 0;
  for (let index = 0; index < larger.length; index++) {
    const away = Math.abs((lengths[index] as number) - wanted);
    const round = Math.min(away, 1 - away);
    if (round < best) {
      best = round;
      start = index;
    }
  }
  return { start, step };
}

function centred(ring: Path): Point[] {
  let across = 0;
  let down = 0;
  for (const [x, y] of ring) {
    across += x;
    down += y;
  }
  across /= ring.length;
  down /= ring.length;
  return ring.map(([x, y]) => [x - across, y - down]);
}

/** How far along the path each point stands, from 0 to 1. */
function lengthsOf(path: Path): number[] {
  const last = path.length - 1;
  const lengths = [0];
  let walked = 0;
  for (let place = 0; place < last; place++) {
    const [ax, ay] = path[place] as Point;
    const [bx, by] = path[place + 1] as Point;
    // Not hypot, whose last digit differs between the two sides.
    walked += Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
    lengths.push(walked);
  }
  return lengths.map((length, place) => (walked === 0 ? place / last : length / walked));
}

/** Points in equal distances along a closed outline. */
function sampled(ring: Path): Point[] {
  const path = [...ring, ring[0] as Point];
  const lengths = lengthsOf(path);
  let edge = 0;
  return Array.from({ length: SAMPLES }, (_, place) => {
    const wanted = place / SAMPLES;
    while (edge < path.length - 2 && (lengths[edge + 1] as number) <= wanted) edge += 1;
    const start = lengths[edge] as number;
    const span = (lengths[edge + 1] as number) - start;
    return onEdge(path, edge, span ? (wanted - start) / span : 0);
  });
}

function filledRing(ring: Path, larger: Path): Point[] {
  return filled([...ring, ring[0] as Point], [...larger, larger[0] as Point]).slice(0, -1);
}

/** The path with points added to its edges until it has as many as a larger one, near where that has its own. */
function filled(path: Path, larger: Path): Path {
  const [count, wanted] = [path.length, larger.length];
  if (count === wanted) return path;
  const [mine, theirs] = [lengthsOf(path), lengthsOf(larger)];
  const away = (place: number, vertex: number) =>
    Math.abs((theirs[place] as number) - (mine[vertex] as number));
  // Each vertex takes the free place that is nearest along the way, and leaves enough for those after it.
  const places = [0];
  for (let vertex = 1; vertex < count - 1; vertex++) {
    let place = (places[vertex - 1] as number) + 1;
    const last = wanted - (count - vertex);
    while (place < last && away(place + 1, vertex) < away(place, vertex)) place += 1;
    places.push(place);
  }
  places.push(wanted - 1);
  const found: Point[] = [];
  for (let edge = 0; edge < count - 1; edge++) {
    const [first, after] = [places[edge] as number, places[edge + 1] as number];
    const start = theirs[first] as number;
    const span = (theirs[after] as number) - start;
    for (let place = first; place < after; place++) {
      const share = span ? ((theirs[place] as number) - start) / span : (place - first) / (after - first);
      found.push(onEdge(path, edge, share));
    }
  }
  found.push(path[count - 1] as Point);
  return found;
}

function onEdge(path: Path, edge: number, share: number): Point {
  const [ax, ay] = path[edge] as Point;
  const [bx, by] = path[edge + 1] as Point;
  return [ax + (bx - ax) * share, ay + (by - ay) * share];
}
