/** Geometry of the small map of the whole picture. */
import type { Point } from "../contract/contract";
import type { Bounds, Size } from "./geometry";
import { type View, visibleBounds } from "./transform";

/** The map's size: as large as the room allows, in the picture's proportions, never a sliver. */
export function mapSize(frame: Size, room: Size): Size {
  const scale = Math.min(room.width / Math.max(1, frame.width), room.height / Math.max(1, frame.height));
  return {
    width: Math.max(24, Math.round(frame.width * scale)),
    height: Math.max(24, Math.round(frame.height * scale)),
  };
}

/** Whether the map helps: some of the picture is out of sight because it is shown larger than fits. */
export function mapHelps(view: View, viewport: Size, frame: Size): boolean {
  return frame.width * view.scale > viewport.width + 1 || frame.height * view.scale > viewport.height + 1;
}

/** The part of the picture in sight, in the map's pixels, cut to the map. */
export function sightOnMap(view: View, viewport: Size, frame: Size, map: Size): Bounds {
  const seen = visibleBounds(view, viewport);
  const [sx, sy] = [map.width / Math.max(1, frame.width), map.height / Math.max(1, frame.height)];
  const held = (value: number, most: number) => Math.max(0, Math.min(most, value));
  const left = held(seen.x * sx, map.width);
  const top = held(seen.y * sy, map.height);
  const right = held((seen.x + seen.width) * sx, map.width);
  const bottom = held((seen.y + seen.height) * sy, map.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The point of the picture under a point of the map. */
export function fromMap([x, y]: Point, frame: Size, map: Size): Point {
  return [(x / map.width) * frame.width, (y / map.height) * frame.height];
}

/** The view with a point of the picture in the middle. */
export function centredOn(view: View, viewport: Size, [x, y]: Point): View {
  return {
    scale: view.scale,
    x: viewport.width / 2 - x * view.scale,
    y: viewport.height / 2 - y * view.scale,
  };
}
