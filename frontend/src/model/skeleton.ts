/** Placing a label's skeleton template on the picture. */
import type { BoxShape, Point, Shape, SkeletonShape, SkeletonTemplate } from "../contract/contract";

/** Why a skeleton cannot be drawn under a label. */
export const NO_SKELETON = "This label has no skeleton. Define its points in Settings.";

/** Whether a shape can carry a label: each keypoint is named by its place in the label's template. */
export function fitsTemplate(shape: Shape, template: SkeletonTemplate | undefined): boolean {
  return !template || shape.type !== "skeleton" || shape.points.length === template.points.length;
}

/** Where the template's keypoints stand in a unit square; on a circle when the label does not say. */
export function layoutOf(template: SkeletonTemplate): readonly Point[] {
  const count = template.points.length;
  if (template.layout?.length === count) return template.layout;
  if (count === 1) return [[0.5, 0.5]];
  return template.points.map((_name, place): Point => {
    const turn = (place / count) * Math.PI * 2 - Math.PI / 2;
    return [0.5 + Math.cos(turn) / 2, 0.5 + Math.sin(turn) / 2];
  });
}

/** The template's keypoints so that they fill a box, all of them visible. */
export function skeletonIn(template: SkeletonTemplate, box: BoxShape): SkeletonShape {
  const layout = layoutOf(template);
  const [left, spanX] = spanOf(layout.map(([x]) => x));
  const [top, spanY] = spanOf(layout.map(([, y]) => y));
  const share = (value: number, low: number, span: number) => (span > 0 ? (value - low) / span : 0.5);
  return {
    type: "skeleton",
    points: layout.map(
      ([x, y]): Point => [
        box.x + share(x, left, spanX) * box.width,
        box.y + share(y, top, spanY) * box.height,
      ],
    ),
    visibility: layout.map(() => 2),
  };
}

function spanOf(values: readonly number[]): [low: number, span: number] {
  const low = Math.min(...values);
  return [low, Math.max(...values) - low];
}
