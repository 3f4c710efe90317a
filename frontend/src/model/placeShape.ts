/** Puts a copied shape into a frame: at its place, moved inside where it would stick out, cut where it is too large. */
import type { BoxShape, Point, Shape } from "../contract/contract";
import {
  type Bounds,
  boxCorners,
  clampTranslation,
  type Size,
  shapeBounds,
  translateShape,
} from "./geometry";
import { moveMask } from "./maskRuns";

const SMALLEST = 1;

/** The copy moved by (dx, dy) as far as the frame allows; null when nothing of it would be in the frame. */
export function placeShape(shape: Shape, dx: number, dy: number, frame: Size): Shape | null {
  if (shape.type === "tag") return shape;
  const bounds = shapeBounds(shape);
  if (!bounds) return null;
  const fits = bounds.width <= frame.width && bounds.height <= frame.height;
  const [x, y] = fits ? clampTranslation(bounds, dx, dy, frame) : [dx, dy];
  if (shape.type === "mask") return moveMask(shape, x, y, frame);
  if (fits) return translateShape(shape, x, y);
  return cutShape(translateShape(shape, dx, dy), frame);
}

const held = (value: number, most: number) => Math.max(0, Math.min(most, value));

function cutShape(shape: Shape, frame: Size): Shape | null {
  switch (shape.type) {
    case "box":
      return cutBox(shape, frame);
    case "ellipse": {
      const [x, y] = [held(shape.x, frame.width), held(shape.y, frame.height)];
      const reach = Math.min(x, frame.width - x, y, frame.height - y);
      const turned = Boolean(shape.rotation);
      const rx = Math.min(shape.rx, turned ? reach : Math.min(x, frame.width - x));
      const ry = Math.min(shape.ry, turned ? reach : Math.min(y, frame.height - y));
      return rx < SMALLEST || ry < SMALLEST ? null : { ...shape, x, y, rx, ry };
    }
    case "polygon": {
      const points = cutRing(shape.points, frame);
      if (points.length < 3) return null;
      // Rings cut out of the outline are cut in the same way; those wholly outside are gone.
      const { holes } = shape as { holes?: readonly (readonly Point[])[] };
      const kept = holes?.map((ring) => cutRing(ring, frame)).filter((ring) => ring.length >= 3);
      return { ...shape, points, ...(kept ? { holes: kept } : {}) };
    }
    case "polyline":
    case "points":
    case "skeleton":
      return {
        ...shape,
        points: shape.points.map(([x, y]): Point => [held(x, frame.width), held(y, frame.height)]),
      };
    default:
      return shape;
  }
}

function cutBox(box: BoxShape, frame: Size): BoxShape | null {
  // A turned box cannot be cut and stay one: its upright bounds are.
  const corners = boxCorners(box);
  const xs = corners.map(([x]) => held(x, frame.width));
  const ys = corners.map(([, y]) => held(y, frame.height));
  const area: Bounds = { x: Math.min(...xs), y: Math.min(...ys), width: 0, height: 0 };
  area.width = Math.max(...xs) - area.x;
  area.height = Math.max(...ys) - area.y;
  if (area.width < SMALLEST || area.height < SMALLEST) return null;
  const { rotation: _turn, ...upright } = box;
  return { ...upright, ...area };
}

/** A ring cut at the four edges of the frame, one edge after the other. */
function cutRing(ring: readonly Point[], frame: Size): Point[] {
  const edges: readonly { axis: 0 | 1; at: number; sign: 1 | -1 }[] = [
    { axis: 0, at: 0, sign: 1 },
    { axis: 0, at: frame.width, sign: -1 },
    { axis: 1, at: 0, sign: 1 },
    { axis: 1, at: frame.height, sign: -1 },
  ];
  return edges.reduce<Point[]>(
    (points, { axis, at, sign }) =>
      points.flatMap((here, index): Point[] => {
        const before = points.at(index - 1) as Point;
        const isIn = (here[axis] - at) * sign >= 0;
        const wasIn = (before[axis] - at) * sign >= 0;
        if (isIn && wasIn) return [here];
        if (!isIn && !wasIn) return [];
        const share = (at - before[axis]) / (here[axis] - before[axis]);
        const cut = [0, 1].map((part) =>
          part === axis ? at : before[part as 0 | 1] + share * (here[part as 0 | 1] - before[part as 0 | 1]),
        ) as unknown as Point;
        return isIn ? [cut, here] : [cut];
      }),
    [...ring],
  );
}
