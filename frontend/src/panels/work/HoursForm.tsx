/** When this person works: days away, and weekly hours by their own clock. */
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Away, Hours } from "../../contract/people";
import { keepHours } from "../../state/workEverywhere";
import { Chip } from "../ui/parts";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const USUAL = { days: [0, 1, 2, 3, 4], start: "09:00", end: "17:00" };
const MOST = 20;
const today = () => new Date().toLocaleDateString("sv");
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function HoursForm({ hours }: { hours: Hours }) {
  const untouched = hours.away.length === 0 && hours.shift === null;
  const [timezone, setTimezone] = useState(untouched ? ownZone() : hours.timezone);
  const [away, setAway] = useState<readonly Away[]>(hours.away);
  const [shift, setShift] = useState(hours.shift);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(await keepHours({ timezone: timezone.trim(), away: [...away], shift }));
  };
  const change = (at: number, part: Partial<Away>) =>
    setAway(away.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const pick = (day: number) =>
    shift &&
    setShift({
      ...shift,
      days: shift.days.includes(day) ? shift.days.filter((one) => one !== day) : [...shift.days, day].sort(),
    });
  return (
    <form className="card settings-card hours-form" aria-labelledby="hours-title" onSubmit={submit}>
      <h2 id="hours-title">
        When I work {hours.away_until && <Chip tone="warn">away until {hours.away_until}</Chip>}
      </h2>
      <p className="muted">
        Work that is shared by rule leaves out who is away, or does not work before it is due. Everybody in
        your projects sees until when you are away.
      </p>
      {away.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other name
        <div className="hours-row" key={at}>
          <label className="field">
            <span>Away from</span>
            <input
              type="date"
              required
              value={one.first}
              onChange={(event) => change(at, { first: event.target.value })}
            />
          </label>
          <label className="field">
            <span>to, included</span>
            <input
              type="date"
              required
              min={one.first}
              value={one.last}
              onChange={(event) => change(at, { last: event.target.value })}
            />
          </label>
          <button
            type="button"
            className="icon-btn"
            aria-label={`Not away from ${one.first} to ${one.last}`}
            data-tip="Not away then"
            onClick={() => setAway(away.filter((_, place) => place !== at))}
          >
            <X size={15} aria-hidden="true" />
          </button>
        </div>
      ))}
      {away.length < MOST && (
        <button
          type="button"
          className="btn small"
          onClick={() => setAway([...away, { first: today(), last: today() }])}
        >
          <Plus size={14} aria-hidden="true" /> Days away
        </button>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={shift !== null}
          onChange={(event) => setShift(event.target.checked ? USUAL : null)}
        />{" "}
        I work at the same hours each week
      </label>
      {shift && (
        <div className="hours-row">
          <div className="segments" role="group" aria-label="Days of the week">
            {DAYS.map((name, day) => (
              <button
                key={name}
                type="button"
                aria-pressed={shift.days.includes(day)}
                onClick={() => pick(day)}
              >
                {name}
              </button>
            ))}
          </div>
          <label className="field">
            <span>From</span>
            <input
              type="time"
              required
              value={shift.start}
              onChange={(event) => setShift({ ...shift, start: event.target.value })}
            />
          </label>
          <label className="field">
            <span>to</span>
            <input
              type="time"
              required
              value={shift.end}
              onChange={(event) => setShift({ ...shift, end: event.target.value })}
            />
          </label>
        </div>
      )}
      <label className="field hours-zone">
        <span>My time zone</span>
        <input
          value={timezone}
          required
          maxLength={64}
          onChange={(event) => setTimezone(event.target.value)}
        />
      </label>
      <p className="fault" role="alert">
        {fault}
      </p>
      <div>
        <button type="submit" className="btn primary">
          Save
        </button>
      </div>
    </form>
  );
}
