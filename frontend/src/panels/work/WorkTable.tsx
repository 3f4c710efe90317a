/** The list of the work: each picture with its stage, whose it is, and until when. */
import { useStore } from "zustand";
import type { WorkItem } from "../../contract/work";
import { PRIORITY_WORDS, STAGE_TONES, STAGE_WORDS, tellDue } from "../../model/work/words";
import { choose, toggleChosen, workStore } from "../../state/myWork";
import { projectPath } from "../../state/routeStore";
import { showMoment } from "../ui/format";
import { Chip, Link } from "../ui/parts";

interface Props {
  items: readonly WorkItem[];
  projectId: string;
  manages: boolean;
}

export function WorkTable({ items, projectId, manages }: Props) {
  const chosen = useStore(workStore, (state) => state.chosen);
  const all = items.map((item) => item.asset_id);
  return (
    <table className="table work-table">
      <thead>
        <tr>
          {manages && (
            <th className="tick">
              <input
                type="checkbox"
                aria-label="Choose all of the list"
                checked={chosen.size >= all.length}
                onChange={(event) => choose(event.target.checked ? all : [])}
              />
            </th>
          )}
          <th>Picture</th>
          <th>Stage</th>
          <th>Given to</th>
          <th>Reviewer</th>
          <th>Priority</th>
          <th>Due</th>
          <th>Changed</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row
            key={item.frame_id}
            item={item}
            projectId={projectId}
            chosen={manages ? chosen.has(item.asset_id) : null}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({ item, projectId, chosen }: { item: WorkItem; projectId: string; chosen: boolean | null }) {
  const due = item.due ? tellDue(item.due, Date.now()) : null;
  const isDone = item.stage === "approved" || item.stage === "submitted";
  const told = item.history.at(-1)?.comment;
  const why = item.stage === "submitted" ? item.why : null;
  return (
    <tr>
      {chosen !== null && (
        <td className="tick">
          <input
            type="checkbox"
            aria-label={`Choose ${item.name}`}
            checked={chosen}
            onChange={() => toggleChosen(item.asset_id)}
          />
        </td>
      )}
      <td className="clip">
        <Link to={projectPath(projectId, "label", item.asset_id)}>{item.name}</Link>
        {item.batch && <span className="muted small"> {item.batch}</span>}
        {told && <div className={item.stage === "returned" ? "reason" : "muted small"}>{told}</div>}
        {why && !told && <div className="muted small">{why}</div>}
      </td>
      <td className="nowrap">
        <Chip tone={STAGE_TONES[item.stage]}>{STAGE_WORDS[item.stage]}</Chip>
        {item.returns > 1 && <span className="muted small"> {item.returns}×</span>}
      </td>
      <td>{item.assignee?.name ?? <span className="muted">{item.author?.name ?? "–"}</span>}</td>
      <td>{item.reviewer?.name ?? <span className="muted">–</span>}</td>
      <td>
        {item.priority === 1 ? (
          <span className="muted">Normal</span>
        ) : (
          <Chip tone={item.priority > 1 ? "warn" : "plain"}>{PRIORITY_WORDS[item.priority]}</Chip>
        )}
      </td>
      <td className="nowrap">
        {due && !isDone ? (
          <Chip tone={due.late ? "bad" : "plain"}>{due.words}</Chip>
        ) : (
          <span className="muted">–</span>
        )}
      </td>
      <td className="muted nowrap">{showMoment(item.changed_at)}</td>
    </tr>
  );
}
