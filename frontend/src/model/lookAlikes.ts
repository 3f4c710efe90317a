/** Look-alikes of a mistake: which are chosen, what part of a picture shows one, and what became of the answers. */

import type { Fate, GroupResult, LookAlike, LookAlikes, TogetherKind } from "../contract/similar";
import type { Answered } from "./applyEvent";
import type { Bounds, Size } from "./geometry";

/** From this likeness on they are chosen at first; the portal sends none below the least. */
export const FIRST_LINE = 0.5;
export const LEAST_LINE = 0.35;

/** Which of them to answer: those from a likeness on, but for those chosen by hand. */
export interface Choice {
  readonly line: number;
  readonly byHand: ReadonlyMap<string, boolean>;
}

export function isChosen({ prediction, alike }: LookAlike, { line, byHand }: Choice): boolean {
  return byHand.get(prediction.id) ?? alike >= line;
}

export function chosenIds(similar: readonly LookAlike[], choice: Choice): string[] {
  return similar.filter((one) => isChosen(one, choice)).map(({ prediction }) => prediction.id);
}

/** Choose one or leave it out, whatever its likeness. */
export function flip(choice: Choice, one: LookAlike): Choice {
  const byHand = new Map(choice.byHand).set(one.prediction.id, !isChosen(one, choice));
  return { ...choice, byHand };
}

/** The line at which some are chosen at first: the usual one, or just below the nearest. */
export function firstLine(similar: readonly LookAlike[]): number {
  const nearest = Math.max(0, ...similar.map(({ alike }) => alike));
  return nearest >= FIRST_LINE ? FIRST_LINE : LEAST_LINE;
}

/** Whether a correction may have found a prediction wrong, which said `label`; the portal knows whether it did. */
export function mayFindMistake({ kind, predictionId, answer }: Answered, label: string | null): boolean {
  if (answer.status !== "applied") return false;
  const from = predictionId ?? answer.annotation?.derived_from ?? null;
  if (kind === "reject" || kind === "remove") return true;
  if (kind === "accept")
    return from !== null && answer.annotation?.label !== (label ?? answer.annotation?.label);
  return (kind === "adjust" || kind === "reshape" || kind === "relabel") && from !== null;
}

/** The corrections that take an earlier one back. */
export function takesBack({ kind }: Answered): boolean {
  return kind === "reopen" || kind === "withdraw" || kind === "restore";
}

const AROUND = 1.5;
const LEAST_SIDE = 24;

/** The square around an object with some of what surrounds it, within the picture where it fits. */
export function cropAround(bounds: Bounds, frame: Size): Bounds {
  const longest = Math.max(bounds.width, bounds.height);
  const around = Math.max(LEAST_SIDE, AROUND * longest);
  // There is nothing to see beyond the picture.
  const side = Math.max(longest, Math.min(around, Math.max(frame.width, frame.height)));
  const place = (from: number, length: number, whole: number) => {
    const start = from + length / 2 - side / 2;
    return side >= whole ? (whole - side) / 2 : Math.max(0, Math.min(whole - side, start));
  };
  return {
    x: place(bounds.x, bounds.width, frame.width),
    y: place(bounds.y, bounds.height, frame.height),
    width: side,
    height: side,
  };
}

/** What the act is called: "Reject 9", "Call them cup". */
export function actWords(kind: TogetherKind, count: number, label: string): string {
  if (kind === "reject") return `Reject ${count}`;
  if (kind === "accept") return `Accept ${count}`;
  return count === 1 ? `Call it “${label}”` : `Call ${count} “${label}”`;
}

const DONE: Readonly<Record<TogetherKind, (count: number, label: string) => string>> = {
  reject: (count) => `${count} rejected.`,
  accept: (count) => `${count} accepted.`,
  relabel: (count, label) => `${count} called “${label}”.`,
};

export interface Told {
  readonly text: string;
  readonly tone: "good" | "plain" | "bad";
}

/** Say what became of the answers: how many count, and each kind of those that do not. */
export function tellAnswers(results: readonly GroupResult[], kind: TogetherKind, label: string): Told {
  return tell(results, (count) => DONE[kind](count, label), {
    conflict: (count) => `${count} ${were(count)} answered by somebody first.`,
    gone: (count) => `${count} ${count === 1 ? "is" : "are"} no longer there.`,
  });
}

/** Say what became of taking answers back. */
export function tellUndone(results: readonly GroupResult[]): Told {
  return tell(results, (count) => `${count} ${count === 1 ? "is" : "are"} open again.`, {
    conflict: (count) => `${count} ${were(count)} changed since and ${count === 1 ? "stays" : "stay"}.`,
    gone: (count) => `${count} ${count === 1 ? "is" : "are"} no longer there.`,
  });
}

const were = (count: number) => (count === 1 ? "was" : "were");

function tell(
  results: readonly GroupResult[],
  applied: (count: number) => string,
  others: Readonly<Record<"conflict" | "gone", (count: number) => string>>,
): Told {
  const of = (fate: Fate) => results.filter(({ status }) => status === fate);
  const refused = of("refused");
  const reasons = [...new Set(refused.map(({ reason }) => reason).filter(Boolean))];
  const parts = [
    of("applied").length > 0 && applied(of("applied").length),
    of("conflict").length > 0 && others.conflict(of("conflict").length),
    refused.length > 0 && `${refused.length} ${were(refused.length)} refused: ${reasons.join(" ")}`,
    of("gone").length > 0 && others.gone(of("gone").length),
  ].filter(Boolean);
  const isAll = of("applied").length === results.length;
  const tone = isAll ? "good" : of("applied").length > 0 ? "plain" : "bad";
  return { text: parts.join(" ") || "There was nothing to do.", tone };
}

/** Why none are shown, in words. */
export function whyNone({ reason, compared, label }: LookAlikes): string {
  if (reason) return reason;
  const others = Math.max(0, compared - 1);
  if (others === 0) return `There is no other “${label ?? ""}” to compare it with.`;
  return `Of ${others.toLocaleString("en")} other “${label ?? ""}” compared, none that is undecided looks like it.`;
}
