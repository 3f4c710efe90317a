/** Editing a skeleton's template: points with names and places in a unit square, and the bones between them. */
import type { SkeletonTemplate } from "../contract/contract";

export type Place = readonly [number, number];

/** Where the points stand: as laid out, else on a circle. */
export function placesOf(template: SkeletonTemplate): readonly Place[] {
  if (template.layout) return template.layout;
  const count = template.points.length;
  return template.points.map((_, index) => {
    const turn = (index / count) * Math.PI * 2 - Math.PI / 2;
    return round([0.5 + Math.cos(turn) * 0.38, 0.5 + Math.sin(turn) * 0.38]);
  });
}

const inside = (value: number) => Math.max(0, Math.min(1, value));
const round = ([x, y]: Place): Place => [
  Math.round(inside(x) * 1000) / 1000,
  Math.round(inside(y) * 1000) / 1000,
];

/** Add a point under the first free name. */
export function addPoint(template: SkeletonTemplate | null, at: Place): SkeletonTemplate {
  const known = template ?? { points: [], edges: [], layout: [] };
  let number = known.points.length + 1;
  while (known.points.includes(`point ${number}`)) number += 1;
  return {
    points: [...known.points, `point ${number}`],
    edges: known.edges,
    layout: [...placesOf(known), round(at)],
  };
}

/** Remove a point with its bones; null when it was the last. */
export function removePoint(template: SkeletonTemplate, index: number): SkeletonTemplate | null {
  if (template.points.length <= 1) return null;
  const follow = (place: number) => (place > index ? place - 1 : place);
  return {
    points: template.points.toSpliced(index, 1),
    edges: template.edges
      .filter(([a, b]) => a !== index && b !== index)
      .map(([a, b]) => [follow(a), follow(b)] as const),
    layout: placesOf(template).toSpliced(index, 1),
  };
}

export function movePoint(template: SkeletonTemplate, index: number, to: Place): SkeletonTemplate {
  return { ...template, layout: placesOf(template).with(index, round(to)) };
}

export function renamePoint(template: SkeletonTemplate, index: number, name: string): SkeletonTemplate {
  return { ...template, points: template.points.with(index, name) };
}

/** Join two points by a bone, or part them when they are joined. */
export function toggleEdge(template: SkeletonTemplate, a: number, b: number): SkeletonTemplate {
  if (a === b) return template;
  const same = ([from, to]: readonly [number, number]) =>
    (from === a && to === b) || (from === b && to === a);
  const edges = template.edges.some(same)
    ? template.edges.filter((edge) => !same(edge))
    : [...template.edges, [a, b] as const];
  return { ...template, edges };
}
