/** What roles mean, and what people type when they invite. */
import type { Role } from "../../contract/contract";
import type { Mailed } from "../../contract/people";

export const ROLES: readonly { role: Role; means: string }[] = [
  { role: "guest", means: "looks" },
  { role: "annotator", means: "labels" },
  { role: "reviewer", means: "labels and approves" },
  { role: "manager", means: "does everything" },
];

/** Addresses and user names out of a line or a pasted list, each once. */
export function readInvited(text: string): { emails: string[]; names: string[] } {
  const said = new Set(
    text
      .split(/[\s,;]+/)
      .map((part) => part.replace(/^<|>$/g, ""))
      .filter((part) => part !== ""),
  );
  const isEmail = (part: string) => /^[^@]+@[^@]+\.[^@]+$/.test(part);
  return {
    emails: [...said].filter(isEmail),
    names: [...said].filter((part) => !isEmail(part)),
  };
}

/** Whether an invitation went out, for whoever sent it. */
export function tellMailed(mailed: Mailed | null): string {
  switch (mailed) {
    case "sent":
      return "The link was mailed. You can pass it on yourself, too; it is shown only now.";
    case "failed":
      return "The mail could not be sent. The link works: pass it on yourself; it is shown only now.";
    default:
      return "No mail server is set up here: pass the link on yourself. It is shown only now.";
  }
}

/** A day such as 2026-05-31, in words. */
export function tellDay(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString("en", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
