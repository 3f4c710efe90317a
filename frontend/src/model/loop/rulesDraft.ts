/** Rules for objects as the fields of a form. */
import type { LabelRule, RulesPolicy } from "../../contract/policies";
import type { Read } from "./policyDrafts";

type Limit = Exclude<keyof LabelRule, "label">;

export interface RuleDraft {
  readonly label: string;
  readonly limits: Readonly<Record<Limit, string>>;
}

export interface RulesDraft {
  labels: readonly RuleDraft[];
  outside: boolean;
  onSubmit: RulesPolicy["on_submit"];
}

/** The limits, in the order of the form; `times` is by how much what is shown is larger than what is kept. */
export const LIMITS: readonly { name: Limit; title: string; times?: number; whole?: boolean }[] = [
  { name: "min_width", title: "Width from, px" },
  { name: "max_width", title: "Width to, px" },
  { name: "min_height", title: "Height from, px" },
  { name: "max_height", title: "Height to, px" },
  { name: "min_area", title: "Area from, px²" },
  { name: "max_area", title: "Area to, px²" },
  { name: "min_aspect", title: "Width by height from" },
  { name: "max_aspect", title: "Width by height to" },
  { name: "max_overlap", title: "Overlap to, %", times: 100 },
  { name: "min_count", title: "At least, a picture", whole: true },
  { name: "max_count", title: "At most, a picture", whole: true },
];

const shown = (value: number | null, times = 1): string =>
  value === null ? "" : String(Math.round(value * times * 1e6) / 1e6);

export const draftRules = (policy: RulesPolicy): RulesDraft => ({
  labels: policy.labels.map((rule) => ({
    label: rule.label,
    limits: Object.fromEntries(
      LIMITS.map(({ name, times }) => [name, shown(rule[name], times)]),
    ) as RuleDraft["limits"],
  })),
  outside: policy.outside,
  onSubmit: policy.on_submit,
});

/** The policy that the fields say; an empty field is no limit. */
export function readRules(draft: RulesDraft): Read<RulesPolicy> {
  const faults: Record<string, string> = {};
  const labels = draft.labels.map(({ label, limits }): LabelRule => {
    const read = Object.fromEntries(
      LIMITS.map(({ name, title, times = 1, whole = false }) => {
        const text = limits[name].trim();
        if (text === "") return [name, null];
        const value = Number(text) / times;
        const least = name === "max_overlap" || whole ? 0 : Number.MIN_VALUE;
        const wrong = !(value >= least) || (name === "max_overlap" && value >= 1) || value > 1e12;
        if (wrong || (whole && !Number.isInteger(value)))
          faults[`${label}.${name}`] =
            `${label}: “${title}” is ${whole ? "a whole number" : "a number above 0"}.`;
        return [name, value];
      }),
    ) as Record<Limit, number | null>;
    return { label, ...read };
  });
  const policy: RulesPolicy = { labels, outside: draft.outside, on_submit: draft.onSubmit };
  return { policy: Object.keys(faults).length === 0 ? policy : null, faults };
}
