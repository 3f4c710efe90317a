/** Two reports laid side by side, measure by measure, with the difference and whether it is for the better. */
import type { Evaluation, Interval, LabelReport } from "../../contract/learning";

export interface ReportRow {
  readonly name: string;
  readonly note: string;
  readonly candidate: string;
  readonly champion: string;
  readonly difference: string;
  /** null where there is nothing to compare or no difference. */
  readonly better: boolean | null;
  readonly kind: "whole" | "label" | "size" | "other";
}

const NONE = "—";
const show = (value: number | null | undefined, digits = 2) =>
  value === null || value === undefined ? NONE : value.toFixed(digits);
const showInterval = (interval: Interval | null | undefined) =>
  interval ? `${show(interval.value)} (${show(interval.low)}–${show(interval.high)})` : NONE;

interface Pair {
  readonly name: string;
  readonly note?: string;
  readonly kind: ReportRow["kind"];
  readonly candidate: number | null | undefined;
  readonly champion: number | null | undefined;
  readonly text?: readonly [string, string];
  readonly digits?: number;
  readonly lessIsBetter?: boolean;
}

function layRow(pair: Pair): ReportRow {
  const { candidate, champion, digits = 2 } = pair;
  const both = typeof candidate === "number" && typeof champion === "number";
  const difference = both ? candidate - champion : 0;
  const seen = Math.abs(difference) >= 0.5 * 10 ** -digits;
  return {
    name: pair.name,
    note: pair.note ?? "",
    kind: pair.kind,
    candidate: pair.text?.[0] ?? show(candidate, digits),
    champion: pair.text?.[1] ?? show(champion, digits),
    difference: both ? `${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(digits)}` : NONE,
    better: both && seen ? difference > 0 !== (pair.lessIsBetter ?? false) : null,
  };
}

/** Lay out the reports of a comparison; empty while nothing was measured. */
export function layReport({ candidate, champion }: Evaluation): ReportRow[] {
  if (!candidate) return [];
  const whole = (["ap50", "ap", "accuracy"] as const).flatMap((measure): Pair[] => {
    const [mine, theirs] = [candidate[measure], champion?.[measure]];
    if (!mine && !theirs) return [];
    const name = measure === "accuracy" ? "Accuracy" : measure.toUpperCase();
    const text = [showInterval(mine), showInterval(theirs)] as const;
    return [{ name, kind: "whole", candidate: mine?.value, champion: theirs?.value, text }];
  });
  const before = new Map((champion?.by_label ?? []).map((row) => [row.label, row]));
  const value = (row: LabelReport | undefined) => row?.ap50 ?? row?.ap;
  const labels = candidate.by_label.map(
    (row): Pair => ({
      name: row.label,
      note: `${row.objects.toLocaleString("en")} objects`,
      kind: "label",
      candidate: value(row),
      champion: value(before.get(row.label)),
    }),
  );
  const sizes = ["small", "medium", "large"].flatMap((size): Pair[] => {
    const [mine, theirs] = [candidate.by_size[size], champion?.by_size[size]];
    if (mine === undefined && theirs === undefined) return [];
    return [{ name: `AP of ${size} objects`, kind: "size", candidate: mine, champion: theirs }];
  });
  const others: Pair[] = [
    {
      name: "Calibration error",
      kind: "other",
      candidate: candidate.calibration_error,
      champion: champion?.calibration_error,
      lessIsBetter: true,
    },
    {
      name: "Milliseconds a frame",
      kind: "other",
      candidate: candidate.milliseconds,
      champion: champion?.milliseconds,
      digits: 0,
      lessIsBetter: true,
    },
  ];
  return [...whole, ...labels, ...sizes, ...others].map(layRow);
}
