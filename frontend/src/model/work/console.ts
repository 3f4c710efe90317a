/** What the manager's console shows of its figures: sums, words, and the people in the order asked for. */
import type { Backlog, BacklogStage, DayWork, PersonWork } from "../../contract/console";
import { STAGE_TONES, STAGE_WORDS } from "./words";

export type PeopleColumn = Exclude<keyof PersonWork, "person_id">;

export interface PeopleOrder {
  readonly by: PeopleColumn;
  readonly down: boolean;
}

/** The people whose name has this in it, in an order; who lacks the figure comes last either way. */
export function orderPeople(people: readonly PersonWork[], q: string, order: PeopleOrder): PersonWork[] {
  const wanted = q.trim().toLocaleLowerCase();
  const found = people.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const sign = order.down ? -1 : 1;
  return found.sort((one, other) => {
    const [left, right] = [one[order.by], other[order.by]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const compared =
      typeof left === "string" || typeof right === "string"
        ? String(left).localeCompare(String(right))
        : left - right;
    return sign * compared || one.name.localeCompare(other.name);
  });
}

export type Done = Omit<DayWork, "day">;

/** What was done on all of some days. */
export function sumDays(days: readonly DayWork[]): Done {
  const sum = { submitted: 0, approved: 0, returned: 0, skipped: 0, objects: 0 };
  for (const day of days) for (const name of Object.keys(sum) as (keyof Done)[]) sum[name] += day[name];
  return sum;
}

export const BACKLOG_WORDS: Readonly<Record<BacklogStage, string>> = {
  ...STAGE_WORDS,
  waiting: "Waiting for anybody",
  open: "Given, not begun",
  submitted: "Waiting for review",
};
export const BACKLOG_TONES = { ...STAGE_TONES, waiting: "plain" } as const;
export const backlogColour = (stage: BacklogStage): string =>
  ({
    waiting: "var(--line-strong)",
    open: "var(--faint)",
    in_progress: "var(--chart-1)",
    submitted: "var(--chart-3)",
    returned: "var(--warn)",
    skipped: "var(--muted)",
    approved: "var(--good)",
  })[stage];

/** What is still to do: all but what is approved, and what was left out. */
export const stillToDo = (backlog: readonly Backlog[]): number =>
  backlog.reduce(
    (sum, { stage, frames }) => sum + (stage === "approved" || stage === "skipped" ? 0 : frames),
    0,
  );

/** How many days the work that is left takes at the pace of these days; null where nothing was approved. */
export function daysLeft(backlog: readonly Backlog[], days: readonly DayWork[]): number | null {
  const done = sumDays(days).approved;
  return done === 0 || days.length === 0 ? null : (stillToDo(backlog) * days.length) / done;
}
