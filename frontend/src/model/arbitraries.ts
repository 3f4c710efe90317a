/** Random shapes inside a frame, for property tests. */
import fc from "fast-check";
import type { BoxShape, EllipseShape, Point, Shape } from "../contract/contract";
import type { Bounds } from "./geometry";

export const FRAME = { width: 400, height: 300 };

/** Hundredths of a pixel: doubles at random would nearly all lie next to zero. */
const real = (min: number, max: number) =>
  fc.integer({ min: min * 100, max: max * 100 }).map((hundredths) => hundredths / 100);
export const share = fc.integer({ min: 0, max: 10_000 }).map((part) => part / 10_000);
export const point: fc.Arbitrary<Point> = fc.tuple(real(0, FRAME.width), real(0, FRAME.height));
export const shift: fc.Arbitrary<Point> = fc.tuple(real(-500, 500), real(-500, 500));
/** Half a turn has two names, and is left out. */
export const angle = real(-179, 179);
const rotation = fc.option(angle, { nil: null });
const points = (fewest: number, most: number) => fc.array(point, { minLength: fewest, maxLength: most });

/** A centre so that half extents of `x` and `y` pixels fit the frame around it. */
const centred = (x: number, y: number, across: number, down: number): Point => [
  x + across * (FRAME.width - x * 2),
  y + down * (FRAME.height - y * 2),
];

export const box = fc
  .record({ width: real(2, 200), height: real(2, 150), rotation, across: share, down: share })
  .map(({ width, height, rotation: turn, across, down }): BoxShape => {
    const reach = Math.hypot(width, height) / 2;
    const upright = turn === null;
    const [x, y] = centred(upright ? width / 2 : reach, upright ? height / 2 : reach, across, down);
    const made: BoxShape = { type: "box", x: x - width / 2, y: y - height / 2, width, height };
    return upright ? made : { ...made, rotation: turn };
  });

export const ellipse = fc
  .record({ rx: real(1, 100), ry: real(1, 80), rotation, across: share, down: share })
  .map(({ rx, ry, rotation: turn, across, down }): EllipseShape => {
    const reach = Math.max(rx, ry);
    const [x, y] = turn === null ? centred(rx, ry, across, down) : centred(reach, reach, across, down);
    const made: EllipseShape = { type: "ellipse", x, y, rx, ry };
    return turn === null ? made : { ...made, rotation: turn };
  });

export const polygon = fc
  .record({
    points: points(3, 12),
    holes: fc.array(points(3, 5), { maxLength: 2 }),
  })
  .map(({ points: outline, holes }) =>
    holes.length > 0
      ? { type: "polygon" as const, points: outline, holes }
      : { type: "polygon" as const, points: outline },
  );

export const polyline = points(2, 10).map((line) => ({ type: "polyline" as const, points: line }));
export const loosePoints = points(1, 6).map((loose) => ({ type: "points" as const, points: loose }));
export const skeleton = points(1, 8).chain((keypoints) =>
  fc
    .array(fc.constantFrom(0 as const, 1 as const, 2 as const), {
      minLength: keypoints.length,
      maxLength: keypoints.length,
    })
    .map((visibility) => ({ type: "skeleton" as const, points: keypoints, visibility })),
);

/** Every shape with an outline. */
export const shape: fc.Arbitrary<Shape> = fc.oneof(box, ellipse, polygon, polyline, loosePoints, skeleton);

export const area: fc.Arbitrary<Bounds> = fc.record({
  x: real(-20, 380),
  y: real(-20, 280),
  width: real(0, 300),
  height: real(0, 300),
});
