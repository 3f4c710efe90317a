/** The same seeded shapes for every canvas of the bench: boxes, or polygons of twenty points, on a 12-megapixel picture. */
import type { Point, Shape } from "../src/contract/contract";

export const SIZE = { width: 4000, height: 3000 };
export const PICTURE = "./picture.jpg";
export const LABELS = 10;
const POINTS = 20;
const SMALLEST = 14;
const SPREAD = 70;
/** Where the shape that is dragged lies, alone, so that every canvas takes hold of the same one. */
const CLEAR = { left: 120, top: 120, right: 760, bottom: 460 };
export const TARGET = { x: 200, y: 200, width: 110, height: 110 };
/** The middle of the shape that is dragged. */
export const MIDDLE: Point = [TARGET.x + TARGET.width / 2, TARGET.y + TARGET.height / 2];

export type Kind = "boxes" | "polygons";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function randomFrom(start: number): () => number {
  let seed = start;
  return () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
}

function place(random: () => number): Box {
  for (;;) {
    const width = SMALLEST + random() * SPREAD;
    const height = SMALLEST + random() * SPREAD;
    const x = random() * (SIZE.width - width);
    const y = random() * (SIZE.height - height);
    const apart = x > CLEAR.right || y > CLEAR.bottom || x + width < CLEAR.left || y + height < CLEAR.top;
    if (apart) return { x, y, width, height };
  }
}

function polygonIn({ x, y, width, height }: Box, random: () => number): Shape {
  const points = Array.from({ length: POINTS }, (_, index): Point => {
    const turn = (index / POINTS) * Math.PI * 2;
    const reach = 0.7 + random() * 0.3;
    return [x + (width / 2) * (1 + Math.cos(turn) * reach), y + (height / 2) * (1 + Math.sin(turn) * reach)];
  });
  return { type: "polygon", points };
}

/** `count` shapes; the last is the one to drag. */
export function makeShapes(kind: Kind, count: number): Shape[] {
  const random = randomFrom(7);
  return Array.from({ length: count }, (_, index): Shape => {
    const box = index === count - 1 ? TARGET : place(random);
    return kind === "boxes" ? { type: "box", ...box } : polygonIn(box, random);
  });
}

/** What the address of the page asks for. */
export function askedFor(): { kind: Kind; count: number } {
  const asked = new URLSearchParams(location.search);
  return {
    kind: asked.get("kind") === "polygons" ? "polygons" : "boxes",
    count: Number(asked.get("count") ?? 100),
  };
}
