import { expect, test } from "vitest";
import type { RulesPolicy } from "../../contract/policies";
import { draftRules, LIMITS, readRules } from "./rulesDraft";

const NONE: RulesPolicy = { labels: [], outside: false, on_submit: "warn" };
const limits = Object.fromEntries(LIMITS.map(({ name }) => [name, null])) as Omit<
  RulesPolicy["labels"][number],
  "label"
>;

test("no rules stay no rules", () => {
  expect(readRules(draftRules(NONE))).toEqual({ policy: NONE, faults: {} });
});

test("what is written into the fields is read out of them as it was", () => {
  const policy: RulesPolicy = {
    labels: [{ ...limits, label: "cat", min_width: 4.5, max_overlap: 0.3, max_count: 2 }],
    outside: true,
    on_submit: "refuse",
  };
  expect(readRules(draftRules(policy)).policy).toEqual(policy);
});

test("a limit that cannot be is named", () => {
  const draft = draftRules({ ...NONE, labels: [{ ...limits, label: "cat" }] });
  for (const [name, text] of [
    ["min_width", "wide"],
    ["max_area", "-3"],
    ["max_overlap", "100"],
    ["max_count", "1.5"],
  ] as const) {
    const labels = draft.labels.map((rule) => ({ ...rule, limits: { ...rule.limits, [name]: text } }));
    const read = readRules({ ...draft, labels });
    expect(read.policy).toBeNull();
    expect(Object.keys(read.faults)).toEqual([`cat.${name}`]);
  }
});
