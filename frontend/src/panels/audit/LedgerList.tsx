/** The corrections of a project as the ledger holds them: they are acts too, and too many to tell twice. */
import { PencilLine } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { ledger } from "../../state/audit";
import { needPeople, peopleStore } from "../../state/myWork";
import { projectPath } from "../../state/routeStore";
import { showDate, showMoment } from "../ui/format";
import { Chip, EmptyState, Link } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";
import { Day } from "./AuditFilters";

export function LedgerList({ projectId }: { projectId: string }) {
  const { items, next, busy, error, query } = useStore(ledger.store);
  const people = useStore(peopleStore, (state) => state.people);
  useEffect(() => {
    void needPeople(projectId);
    void ledger.load();
  }, [projectId]);
  return (
    <>
      <div className="work-filters">
        <label className="compare-pick">
          <span className="visually-hidden">Person</span>
          <select
            value={query.actor ?? ""}
            onChange={(event) => ledger.ask({ actor: event.target.value || null })}
          >
            <option value="">Everybody</option>
            {people.map((person) => (
              <option key={person.user_id} value={person.user_id}>
                {person.name}
              </option>
            ))}
          </select>
        </label>
        <Day name="From" value={query.since} onPick={(since) => ledger.ask({ since })} />
        <Day name="To" value={query.until} onPick={(until) => ledger.ask({ until })} />
      </div>
      {error && <p className="notice bad">{error}</p>}
      {items === null && !error && <p className="muted">Reading the ledger …</p>}
      {items?.length === 0 && !error && (
        <EmptyState icon={PencilLine} title="No corrections">
          <p>What people draw, accept, change and remove is listed here.</p>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <table className="table" aria-label="Corrections">
          <thead>
            <tr>
              <th>When</th>
              <th>Who</th>
              <th>Correction</th>
              <th>Label</th>
              <th>Where</th>
            </tr>
          </thead>
          <tbody>
            {items.map((row) => (
              <tr key={`${row.actor.id}:${row.mutation_id}`}>
                <td className="muted nowrap" data-tip={showDate(row.at)}>
                  {showMoment(row.at)}
                </td>
                <td>{row.actor.name}</td>
                <td>
                  <Chip>{row.kind}</Chip>
                </td>
                <td>{row.label ?? ""}</td>
                <td>
                  <Link to={projectPath(projectId, "label", row.asset_id)}>picture</Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ShowMore of="corrections" shown={next !== null} busy={busy} onMore={() => void ledger.more()} />
    </>
  );
}
