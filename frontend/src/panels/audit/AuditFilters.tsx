/** What narrows the audit trail: words, a kind of act, how it ended, days, the order. */
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { AuditOutcome } from "../../contract/audit";
import { actWords, nounsOf } from "../../model/auditWords";
import { auditScope, trail } from "../../state/audit";

const TYPING_MS = 250;

export function AuditFilters({ everywhere }: { everywhere: boolean }) {
  const query = useStore(trail.store, (state) => state.query);
  const acts = useStore(auditScope, (state) => state.acts);
  const [words, setWords] = useState(query.q);
  useEffect(() => setWords(query.q), [query.q]);
  useEffect(() => {
    if (words === trail.store.getState().query.q) return;
    const timer = setTimeout(() => trail.ask({ q: words }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <div className="work-filters audit-filters">
      <input
        type="search"
        className="work-search"
        placeholder={everywhere ? "Search by person, act, name or id" : "Search this project's acts"}
        aria-label="Search the trail"
        value={words}
        maxLength={200}
        onChange={(event) => setWords(event.target.value)}
      />
      <label className="compare-pick">
        <span className="visually-hidden">Kind of act</span>
        <select value={query.act ?? ""} onChange={(event) => trail.ask({ act: event.target.value || null })}>
          <option value="">All acts</option>
          {nounsOf(acts).map((noun) => (
            <optgroup key={noun} label={actWords(noun)}>
              <option value={noun}>{actWords(noun)}: anything</option>
              {acts
                .filter((act) => act.startsWith(`${noun}.`))
                .map((act) => (
                  <option key={act} value={act}>
                    {actWords(act)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <label className="compare-pick">
        <span className="visually-hidden">Outcome</span>
        <select
          value={query.outcome ?? ""}
          onChange={(event) => trail.ask({ outcome: (event.target.value || null) as AuditOutcome | null })}
        >
          <option value="">Any outcome</option>
          <option value="done">Done</option>
          <option value="refused">Refused</option>
          <option value="unknown">Unknown</option>
        </select>
      </label>
      <Day name="From" value={query.since} onPick={(since) => trail.ask({ since })} />
      <Day name="To" value={query.until} onPick={(until) => trail.ask({ until })} />
      <label className="compare-pick">
        <span className="visually-hidden">Order</span>
        <select
          value={query.sort}
          onChange={(event) => trail.ask({ sort: event.target.value === "oldest" ? "oldest" : "latest" })}
        >
          <option value="latest">Latest first</option>
          <option value="oldest">Oldest first</option>
        </select>
      </label>
    </div>
  );
}

export function Day({
  name,
  value,
  onPick,
}: {
  name: string;
  value: string | null;
  onPick: (day: string | null) => void;
}) {
  return (
    <label className="audit-day">
      <span className="muted small">{name}</span>
      <input type="date" value={value ?? ""} onChange={(event) => onPick(event.target.value || null)} />
    </label>
  );
}
