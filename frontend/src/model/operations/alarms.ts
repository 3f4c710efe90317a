/** What an administrator has to know at once: what is wrong, how bad, and what to do about it. */
import type { Operations } from "../../contract/operations";

export interface Alarm {
  readonly id: string;
  readonly tone: "warn" | "bad";
  readonly what: string;
  readonly advice: string;
}

const LAG_WARN_MS = 3_000;
const LAG_BAD_MS = 15_000;
/** Somebody waits for what is in this queue; the others may take their time. */
const WAITS: Readonly<Record<string, readonly [warn: number, bad: number]>> = {
  interactive: [15, 60],
  export: [120, 600],
};
const PATIENT = [1_800, 6 * 3_600] as const;
const DISK_WARN = 0.1;
const DISK_BAD = 0.03;

/** All that is wrong, the worst first; nothing while all is well. */
export function alarmsOf(now: Operations): Alarm[] {
  const found: Alarm[] = [];
  const say = (id: string, isBad: boolean, what: string, advice: string) =>
    found.push({ id, tone: isBad ? "bad" : "warn", what, advice });
  for (const { part, ok, advice } of now.parts) {
    if (!ok) say(`part:${part}`, true, `${part} is ill`, advice);
    else if (advice) say(`part:${part}`, false, part, advice);
  }
  for (const { queue, oldest_seconds: oldest } of now.queues) {
    const [warn, bad] = WAITS[queue] ?? PATIENT;
    if (oldest >= warn)
      say(
        `queue:${queue}`,
        oldest >= bad,
        `The queue ${queue} has waited ${spanOf(oldest)}`,
        "Start more workers for it, or see log/worker-*.log for what holds them.",
      );
  }
  const lag = now.point.lag_ms;
  if (lag !== null && lag >= LAG_WARN_MS)
    say(
      "lag",
      lag >= LAG_BAD_MS,
      `The relay is ${spanOf(lag / 1_000)} behind`,
      "Events reach the canvases late. See log/relay.log, and whether MongoDB is busy.",
    );
  if (now.point.errors)
    say("errors", true, "Requests fail", "The portal is at fault, not the caller: see log/web.log.");
  const free = now.disk_total > 0 ? now.disk_free / now.disk_total : 1;
  if (free < DISK_WARN)
    say(
      "disk",
      free < DISK_BAD,
      `${Math.floor(free * 100)} % of the disk is free`,
      "Make room under TANDEM_HOME; uploads are refused once it is full.",
    );
  if (now.quarantined > 0)
    say(
      "quarantined",
      false,
      `${now.quarantined.toLocaleString("en")} ${now.quarantined === 1 ? "job was" : "jobs were"} set aside today`,
      "They crashed three times. Their projects' Activity gives the reason, and tries again.",
    );
  return found.sort((one, other) => Number(other.tone === "bad") - Number(one.tone === "bad"));
}

export function spanOf(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
