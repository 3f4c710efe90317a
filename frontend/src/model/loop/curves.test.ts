import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CurvePoint } from "../../contract/learning";
import { joinPoints, layCurves } from "./curves";

const point = (step: number, value: number, split: CurvePoint["split"] = "train", metric = "loss") =>
  ({ step, value, split, metric }) satisfies CurvePoint;

describe("curves of a training", () => {
  it("are none without points", () => {
    expect(layCurves([])).toEqual([]);
    expect(joinPoints([], [])).toEqual([]);
  });

  it("lie side by side with gaps where only one was measured", () => {
    const points = [
      point(1, 3),
      point(2, 2),
      point(2, 2.5, "validation"),
      point(2, 0.4, "validation", "ap50"),
    ];
    expect(layCurves(points)).toEqual([
      {
        metric: "loss",
        steps: [1, 2],
        curves: [
          { name: "train", split: "train", values: [3, 2] },
          { name: "validation", split: "validation", values: [null, 2.5] },
        ],
      },
      { metric: "ap50", steps: [2], curves: [{ name: "validation", split: "validation", values: [0.4] }] },
    ]);
  });

  it("come to the same whatever comes twice or late", () => {
    const points = fc.array(
      fc.record({
        step: fc.integer({ min: 0, max: 9 }),
        split: fc.constantFrom("train" as const, "validation" as const),
        metric: fc.constantFrom("loss", "ap50"),
        value: fc.constant(1),
      }),
    );
    fc.assert(
      fc.property(points, fc.nat(), (all, cut) => {
        const at = all.length === 0 ? 0 : cut % all.length;
        const whole = layCurves(joinPoints([], all));
        const inParts = layCurves(joinPoints(joinPoints([], all.slice(0, at)), all));
        expect(inParts.map((chart) => chart.steps)).toEqual(
          inParts.map((chart) => whole.find((other) => other.metric === chart.metric)?.steps),
        );
      }),
    );
  });
});
