import { describe, expect, it } from "vitest";
import recorded from "../../../../tests/contract/vectors/tracks.json?raw";
import type { TrackShape } from "../../contract/contract";
import { decodeShape } from "../../contract/decodeShape";
import { placeAt } from "./interpolate";

interface Vector {
  name: string;
  track: unknown;
  placed: { frame: number; placed: Record<string, unknown> | null }[];
}
const { tracks } = JSON.parse(recorded) as { tracks: Vector[] };

/** Numbers are compared to a millionth, and what the server names as empty may be left out. */
function agrees(said: unknown, seen: unknown): boolean {
  if (typeof said === "number" && typeof seen === "number") return Math.abs(said - seen) <= 1e-6;
  if (said === null || (Array.isArray(said) && said.length === 0))
    return seen === undefined || seen === null || (Array.isArray(seen) && seen.length === 0);
  if (typeof said !== "object") return said === seen;
  if (typeof seen !== "object" || seen === null) return false;
  const [a, b] = [said as Record<string, unknown>, seen as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) =>
    agrees(a[name] ?? null, b[name]),
  );
}

describe("where a track is", () => {
  it.each(tracks.map((vector) => [vector.name, vector] as const))(
    "%s: as the server says",
    (_name, vector) => {
      const track = decodeShape(vector.track, "track") as TrackShape;
      for (const { frame, placed } of vector.placed) {
        const seen = placeAt(track, frame);
        const shown = seen && {
          shape: seen.shape,
          occluded: seen.occluded,
          attributes: seen.attributes,
          is_keyframe: seen.isKeyframe,
        };
        expect(agrees(placed, shown), `${frame}: ${JSON.stringify(placed)} / ${JSON.stringify(shown)}`).toBe(
          true,
        );
      }
    },
  );
});
