/** The audit trail as a list: searched, narrowed, opened row by row, taken away as a file. */
import { ChevronDown, ChevronRight, Download, ScrollText, X } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import { auditFile } from "../../api/audit";
import type { AuditEntry } from "../../contract/audit";
import { actWords, laidOut } from "../../model/auditWords";
import { auditScope, isNarrowed, trail, widen } from "../../state/audit";
import { showDate, showMoment } from "../ui/format";
import { Chip, EmptyState } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";
import { AuditFilters } from "./AuditFilters";

export function AuditTrail({ projectNames }: { projectNames?: ReadonlyMap<string, string> }) {
  const { items, next, busy, error, query } = useStore(trail.store);
  const projectId = useStore(auditScope, (state) => state.projectId);
  const narrowed = isNarrowed(query);
  return (
    <>
      <div className="audit-head">
        <AuditFilters everywhere={projectId === null} />
        <div className="row">
          {(["csv", "ndjson"] as const).map((format) => (
            <a
              key={format}
              className="btn small"
              href={auditFile(projectId, query, format)}
              download
              data-tip={format === "csv" ? "These rows as a table" : "These rows, one JSON object per line"}
            >
              <Download size={14} aria-hidden="true" /> {format === "csv" ? "CSV" : "NDJSON"}
            </a>
          ))}
        </div>
      </div>
      {narrowed && <Narrowed />}
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void trail.load()}>
            Try again
          </button>
        </p>
      )}
      {items === null && !error && <p className="muted">Reading the trail …</p>}
      {items?.length === 0 && !error && (
        <EmptyState icon={ScrollText} title={narrowed ? "Nothing of the kind" : "Nothing has been done yet"}>
          <p>
            {narrowed
              ? "No act fits all of these. Words are found by how they begin."
              : "Whatever somebody does here from now on is listed, and stays."}
          </p>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <table className="table audit-table" aria-label="Audit trail">
          <thead>
            <tr>
              <th aria-label="Details" />
              <th>When</th>
              <th>Who</th>
              <th>Act</th>
              <th>What</th>
            </tr>
          </thead>
          <tbody>
            {items.map((entry) => (
              <Row key={entry.id} entry={entry} project={projectNames?.get(entry.project_id ?? "")} />
            ))}
          </tbody>
        </table>
      )}
      <ShowMore of="acts" shown={next !== null} busy={busy} onMore={() => void trail.more()} />
    </>
  );
}

/** What narrows the list beyond its fields, each to be taken off. */
function Narrowed() {
  const query = useStore(trail.store, (state) => state.query);
  const picked = [
    { name: "Person", value: query.actor, clear: () => trail.ask({ actor: null }) },
    { name: "About", value: query.subject, clear: () => trail.ask({ subject: null }) },
    { name: "Project", value: query.project, clear: () => trail.ask({ project: null }) },
  ].filter(({ value }) => value !== null);
  return (
    <div className="row audit-picked">
      {picked.map(({ name, value, clear }) => (
        <button key={name} type="button" className="chip live" onClick={clear} aria-label={`${name}: any`}>
          {name}: {value} <X size={12} aria-hidden="true" />
        </button>
      ))}
      <button type="button" className="link" onClick={widen}>
        Show everything
      </button>
    </div>
  );
}

function Row({ entry, project }: { entry: AuditEntry; project: string | undefined }) {
  const [open, setOpen] = useState(false);
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <>
      <tr className={open ? "audit-row open" : "audit-row"}>
        <td>
          <button
            type="button"
            className="icon-btn"
            aria-expanded={open}
            aria-label={`Details of act ${entry.number}`}
            onClick={() => setOpen(!open)}
          >
            <Arrow size={14} aria-hidden="true" />
          </button>
        </td>
        <td className="muted nowrap" data-tip={showDate(entry.at)}>
          {showMoment(entry.at)}
        </td>
        <td className="nowrap">
          <button
            type="button"
            className="link plain"
            data-tip="Only this person's"
            onClick={() => trail.ask({ actor: entry.actor.id })}
          >
            {entry.actor.name}
          </button>
        </td>
        <td className="nowrap">
          <Chip tone={entry.outcome === "done" ? "plain" : entry.outcome === "refused" ? "bad" : "warn"}>
            {actWords(entry.act)}
          </Chip>
        </td>
        <td className="clip">
          {entry.summary}
          {project && <span className="muted small"> · {project}</span>}
        </td>
      </tr>
      {open && (
        <tr className="audit-detail">
          <td />
          <td colSpan={4}>
            <Detail entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}

function Detail({ entry }: { entry: AuditEntry }) {
  const { request, subject } = entry;
  const facts: readonly [string, string | null][] = [
    ["When", showDate(entry.at)],
    ["From", [request.address, request.method, request.path].filter(Boolean).join(" · ") || null],
    ["Job", request.job_id],
    ["About", [subject.kind.replaceAll("_", " "), subject.name, subject.id].filter(Boolean).join(" · ")],
    ["Project", entry.project_id],
    ["Outcome", entry.outcome === "unknown" ? "nobody was told how it ended" : entry.outcome],
    ["Row", `${entry.number} · ${entry.hash.slice(0, 16)}…`],
  ];
  const texts = [
    ["Asked", entry.asked],
    ["Before", entry.before],
    ["After", entry.after],
  ] as const;
  return (
    <div className="audit-facts">
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <div className="audit-texts">
        {texts.map(([name, text]) =>
          text ? (
            <figure key={name}>
              <figcaption>{name}</figcaption>
              <pre>{laidOut(text)}</pre>
            </figure>
          ) : null,
        )}
      </div>
      {subject.id && (
        <button type="button" className="link" onClick={() => trail.ask({ subject: subject.id })}>
          All that was done to it
        </button>
      )}
    </div>
  );
}
