/** A project's policy of predicting videos, as three choices for a person. */
import type { VideoPolicy } from "../../contract/contract";

export type PolicyChoice = "keys" | "some" | "all";

export const POLICY_CHOICES: readonly { choice: PolicyChoice; name: string }[] = [
  { choice: "keys", name: "Key frames only" },
  { choice: "some", name: "Every Nth frame as well" },
  { choice: "all", name: "Every frame" },
];
export const MOST_STEP = 10_000;
/** What a step is at first: near enough for its boxes to be linked into tracks. */
export const FIRST_STEP = 5;

export function choiceOf({ predict, step }: VideoPolicy): PolicyChoice {
  if (predict === "keys") return "keys";
  return step === 1 ? "all" : "some";
}

/** The policy of a choice; null when the step is none between 2 and the most. */
export function policyOf(choice: PolicyChoice, step: string): VideoPolicy | null {
  if (choice !== "some") return { predict: choice === "keys" ? "keys" : "every", step: 1 };
  const whole = /^\d{1,5}$/.test(step.trim()) ? Number(step) : 0;
  return whole >= 2 && whole <= MOST_STEP ? { predict: "every", step: whole } : null;
}
