import { expect, test } from "vitest";
import type { VideoFacts } from "../../contract/video";
import { annotation, box } from "../../model/testing";
import { keepInside, LANE, RULER } from "../../model/timeline/view";
import { keyframeOn } from "../../model/track/keyframes";
import type { TrackAnnotation } from "../../model/track/steps";
import { frameTimes } from "../../model/video/frameTimes";
import { drawTimeline, type Inks, type TimelinePicture } from "./drawTimeline";

const FRAMES = 30_000;
const facts = {
  frame_count: FRAMES,
  time_base: [1, 30],
  steps: [[1, FRAMES - 1]],
  rate: 30,
  predicted: Array.from({ length: FRAMES }, (_, frame) => [frame, 3] as const),
  annotated: [[12, 1]],
  scenes: [100, 9_000],
} as unknown as VideoFacts;
const inks = { text: "", muted: "", line: "", panel: "", hover: "", accent: "", warn: "" } satisfies Inks;

/** A pen that only counts what it is asked for. */
function countingPen() {
  const calls = { fillRect: 0, moveTo: 0, fillText: 0 };
  const pen = new Proxy(
    {},
    {
      get: (_pen, name: string) => () => {
        if (name in calls) calls[name as keyof typeof calls] += 1;
      },
      set: () => true,
    },
  ) as CanvasRenderingContext2D;
  return { pen, calls };
}

const track = (place: number): TrackAnnotation =>
  annotation({
    id: `ann_${place}`,
    shape: {
      type: "track",
      keyframes: Array.from({ length: 300 }, (_, at) =>
        keyframeOn(place + at * 95, { shape: box(), occluded: at % 9 === 0 }),
      ),
    },
  }) as TrackAnnotation;

test("five hundred tracks over thirty thousand frames cost what is in sight, at any zoom", () => {
  const room = { width: 1200, height: RULER + LANE * 8, count: FRAMES, lanes: 500 };
  const lanes = Array.from({ length: 500 }, (_, place) => ({ track: track(place), colour: "red" }));
  const draw = (perFrame: number, first: number) => {
    const view = keepInside({ first, perFrame, top: 900 }, room);
    const picture: TimelinePicture = {
      view,
      room,
      index: 0,
      facts,
      times: frameTimes(facts),
      lanes,
      draft: null,
      standing: [],
      selected: new Set(),
      hovered: null,
    };
    const { pen, calls } = countingPen();
    drawTimeline(pen, picture, inks);
    return calls;
  };
  for (const perFrame of [0, 0.2, 2, 30]) {
    const { fillRect, moveTo } = draw(perFrame, 12_000);
    // Nine lanes, a mark every five pixels at most; a column for each pixel of the ruler.
    expect(moveTo).toBeLessThanOrEqual(9 * (1200 / 5 + 2));
    expect(fillRect).toBeLessThanOrEqual(1200 + 9 * 80 + 200);
  }
});
