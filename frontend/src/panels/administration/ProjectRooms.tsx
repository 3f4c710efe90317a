/** Projects as administrators see them: whose they are, what they hold and may hold, what they do by themselves. */
import { useState } from "react";
import type { ProjectLine } from "../../contract/administration";
import { limitProject, projectLines } from "../../state/administration";
import { projectPath } from "../../state/routeStore";
import { showBytes, showMoment } from "../ui/format";
import { Link } from "../ui/parts";
import { Listed, NameSearch } from "./Listed";

const search = (q: string) => projectLines.ask({ q });
const MEGABYTE = 1_048_576;
const count = (amount: number) => amount.toLocaleString("en");

const Search = () => (
  <div className="work-filters">
    <NameSearch onSearch={search} />
  </div>
);

export const ProjectsRoom = () => (
  <>
    <Search />
    <Listed
      list={projectLines}
      of="projects"
      heads={["Project", "Managers", "People", "Files", "Bytes", "Champion", "Last activity"]}
      row={(line) => (
        <tr key={line.id}>
          <td>
            <Link to={projectPath(line.id)}>{line.name}</Link>
          </td>
          <td className="clip">{line.managers.join(", ") || "nobody"}</td>
          <td>{count(line.members)}</td>
          <td>{count(line.usage.assets)}</td>
          <td className="nowrap">{showBytes(line.total_bytes)}</td>
          <td className="clip muted">{line.champion ?? ""}</td>
          <td className="muted nowrap">{showMoment(line.active_at)}</td>
        </tr>
      )}
    />
  </>
);

export const QuotaList = () => (
  <>
    <Search />
    <Listed
      list={projectLines}
      of="projects"
      heads={["Project", "Originals", "Shown pictures", "Exports", "Models", "Files", "May hold"]}
      row={(line) => (
        <tr key={line.id}>
          <td>
            <Link to={projectPath(line.id)}>{line.name}</Link>
          </td>
          <td className="nowrap">
            {showBytes(line.usage.originals)}
            {line.usage.arriving > 0 && (
              <span className="muted small"> + {showBytes(line.usage.arriving)} arriving</span>
            )}
          </td>
          <td className="nowrap">{showBytes(line.usage.prepared)}</td>
          <td className="nowrap">{showBytes(line.usage.exports)}</td>
          <td className="nowrap">{showBytes(line.usage.models)}</td>
          <td>{count(line.usage.assets)}</td>
          <td className="nowrap">
            <QuotaField key={JSON.stringify(line.quota)} line={line} />
          </td>
        </tr>
      )}
    />
  </>
);

/** Megabytes and files; empty is no limit of its own. */
function QuotaField({ line }: { line: ProjectLine }) {
  const { bytes = null, assets = null } = line.quota ?? {};
  const [megabytes, setMegabytes] = useState(bytes === null ? "" : String(Math.round(bytes / MEGABYTE)));
  const [files, setFiles] = useState(assets === null ? "" : String(assets));
  const given = (said: string, factor: number) => (said === "" ? null : Math.round(Number(said) * factor));
  const wanted = { bytes: given(megabytes, MEGABYTE), assets: given(files, 1) };
  const changed =
    files !== (assets === null ? "" : String(assets)) ||
    megabytes !== (bytes === null ? "" : String(Math.round(bytes / MEGABYTE)));
  const field = (value: string, set: (said: string) => void, unit: string) => (
    <label className="admin-quota">
      <input
        type="number"
        min={0}
        value={value}
        placeholder="any"
        aria-label={`${unit} that ${line.name} may hold`}
        onChange={(event) => set(event.target.value)}
      />
      <span className="muted small">{unit}</span>
    </label>
  );
  return (
    <div className="row">
      {field(megabytes, setMegabytes, "MB")}
      {field(files, setFiles, "files")}
      <button
        type="button"
        className="btn small"
        disabled={!changed}
        onClick={() => void limitProject(line, wanted)}
      >
        Set
      </button>
    </div>
  );
}

export const TriggersRoom = () => (
  <>
    <Search />
    <Listed
      list={projectLines}
      of="projects"
      heads={["Project", "Trains", "Next training", "Exports", "Next export"]}
      row={({ id, name, triggers: { training, export: exports } }) => (
        <tr key={id}>
          <td>
            <Link to={projectPath(id, "settings")}>{name}</Link>
          </td>
          <td>
            {when(training) ?? <span className="muted">by hand</span>}
            {training.acceptance_below !== null && (
              <div className="small">below {Math.round(training.acceptance_below * 100)} % accepted</div>
            )}
          </td>
          <td className="muted nowrap">{showMoment(training.next_run)}</td>
          <td>{when(exports) ?? <span className="muted">by hand</span>}</td>
          <td className="muted nowrap">{showMoment(exports.next_run)}</td>
        </tr>
      )}
    />
  </>
);

function when(trigger: { every_corrections: number | null; cron: string | null; timezone: string }) {
  const said = [
    trigger.every_corrections === null ? null : `every ${count(trigger.every_corrections)} corrections`,
    trigger.cron && `${trigger.cron} (${trigger.timezone})`,
  ].filter(Boolean);
  return said.length > 0 ? said.join(" · ") : null;
}
