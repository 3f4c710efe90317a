/** The words of the work: stages, priorities, what a person was told. */
import type { Notification, Stage, WorkItem } from "../../contract/work";

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  open: "Open",
  in_progress: "In progress",
  submitted: "Submitted",
  returned: "Returned",
  approved: "Approved",
  skipped: "Skipped",
};

export const STAGE_TONES = {
  open: "plain",
  in_progress: "live",
  submitted: "live",
  returned: "warn",
  approved: "good",
  skipped: "plain",
} as const satisfies Readonly<Record<Stage, string>>;

export const PRIORITY_WORDS = ["Low", "Normal", "High", "Urgent"] as const;

const pictures = (count: number) => (count === 1 ? "a picture" : `${count.toLocaleString("en")} pictures`);

/** What somebody did that this person is told of. */
export function tellNotification({ kind, actor, count }: Notification): string {
  switch (kind) {
    case "returned":
      return `${actor.name} returned your work`;
    case "approved":
      return count > 1
        ? `${actor.name} approved ${pictures(count)} of yours`
        : `${actor.name} approved your work`;
    case "mentioned":
      return `${actor.name} mentioned you`;
    case "replied":
      return `${actor.name} answered`;
    case "assigned":
      return `${actor.name} gave you ${pictures(count)}`;
    case "skipped":
      return `${actor.name} skipped a picture`;
    case "role":
      return `${actor.name} gave you another role`;
    case "removed":
      return `${actor.name} took you out of a project`;
    case "joined":
      return `${actor.name} accepted your invitation`;
  }
}

/** How far away a due time is, in words. */
export function tellDue(due: string, now: number): { words: string; late: boolean } {
  const minutes = Math.round((Date.parse(due) - now) / 60_000);
  const late = minutes < 0;
  const away = Math.abs(minutes);
  const amount =
    away < 60
      ? `${away} min`
      : away < 48 * 60
        ? `${Math.round(away / 60)} h`
        : `${Math.round(away / 1440)} days`;
  return { words: late ? `${amount} late` : `in ${amount}`, late };
}

/** The last thing that a second person said of a frame. */
export const lastJudgement = ({ history }: WorkItem) =>
  history.filter(({ stage }) => stage === "returned" || stage === "approved").at(-1) ?? null;
