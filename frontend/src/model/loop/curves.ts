/** The curves of a training: points that may come twice or late, put in order and laid side by side. */
import type { CurvePoint } from "../../contract/learning";

const keyOf = (point: CurvePoint) => `${point.metric}|${point.split}|${point.step}`;

/** Add points to known ones; a later word about the same step counts. */
export function joinPoints(known: readonly CurvePoint[], added: readonly CurvePoint[]): CurvePoint[] {
  const byKey = new Map([...known, ...added].map((point) => [keyOf(point), point]));
  return [...byKey.values()].sort((a, b) => a.step - b.step);
}

/** One curve of a chart. */
export interface Curve {
  readonly name: string;
  readonly split: CurvePoint["split"];
  readonly values: readonly (number | null)[];
}

/** All curves of one measure over the steps on which any of them was measured. */
export interface CurveChart {
  readonly metric: string;
  readonly steps: readonly number[];
  readonly curves: readonly Curve[];
}

/** Lay points out as charts: one for each measure, in the order in which they first came. */
export function layCurves(points: readonly CurvePoint[]): CurveChart[] {
  const metrics = [...new Set(points.map((point) => point.metric))];
  return metrics.map((metric) => {
    const own = points.filter((point) => point.metric === metric);
    const steps = [...new Set(own.map((point) => point.step))].sort((a, b) => a - b);
    const curves = (["train", "validation"] as const).flatMap((split) => {
      const values = new Map(own.flatMap((it) => (it.split === split ? [[it.step, it.value]] : [])));
      if (values.size === 0) return [];
      return [{ name: split, split, values: steps.map((step) => values.get(step) ?? null) }];
    });
    return { metric, steps, curves };
  });
}
