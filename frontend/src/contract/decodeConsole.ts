/** Decoders of the manager's console. */
import type { BacklogStage, Console, Costs } from "./console";
import { decodeAnswers, decodePace } from "./decodeLearning";
import { STAGES } from "./decodeWork";
import { type Decoder, Reader } from "./reader";

const WAITING: readonly BacklogStage[] = ["waiting", ...STAGES];

export const decodeCosts: Decoder<Costs> = (value, path) => {
  const r = new Reader(value, path);
  return { hourly_rate: r.numberOrNull("hourly_rate"), currency: r.text("currency", "EUR") };
};

export const decodeConsole: Decoder<Console> = (value, path) => {
  const r = new Reader(value, path);
  return {
    days: r.list("days", (item, at) => {
      const d = new Reader(item, at);
      return {
        day: d.text("day"),
        submitted: d.number("submitted", 0),
        approved: d.number("approved", 0),
        returned: d.number("returned", 0),
        skipped: d.number("skipped", 0),
        objects: d.number("objects", 0),
      };
    }),
    backlog: r.sieve("backlog", (item, at) => {
      const b = new Reader(item, at);
      return {
        stage: b.choice("stage", WAITING),
        frames: b.number("frames", 0),
        since: b.textOrNull("since"),
      };
    }),
    people: r.sieve("people", (item, at) => {
      const p = new Reader(item, at);
      return {
        person_id: p.text("person_id"),
        name: p.text("name", ""),
        pictures: p.number("pictures", 0),
        objects: p.number("objects", 0),
        seconds_per_object: p.numberOrNull("seconds_per_object"),
        acceptance: p.numberOrNull("acceptance"),
        passed: p.numberOrNull("passed"),
        reviewed: p.number("reviewed", 0),
        agreement: p.numberOrNull("agreement"),
        last_seen: p.textOrNull("last_seen"),
      };
    }),
    labels: r.sieve("labels", (item, at) => {
      const l = new Reader(item, at);
      return { label: l.text("label"), corrections: l.number("corrections", 0), ...decodeAnswers(l) };
    }),
    pace: r.sieve("pace", decodePace),
    seconds_saved: r.numberOrNull("seconds_saved"),
    money_saved: r.numberOrNull("money_saved"),
    costs: r.nested("costs", decodeCosts),
  };
};
