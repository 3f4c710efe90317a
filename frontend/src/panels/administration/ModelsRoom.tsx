/** Every model version, in whichever project. */
import { versionLines } from "../../state/administration";
import { projectPath } from "../../state/routeStore";
import { showBytes, showMoment } from "../ui/format";
import { Chip, Link } from "../ui/parts";
import { Listed } from "./Listed";

export const ModelsRoom = () => (
  <Listed
    list={versionLines}
    of="model versions"
    heads={["Version", "Project", "Task", "State", "File", "Made"]}
    row={(line) => (
      <tr key={line.id}>
        <td>
          <strong>{line.name}</strong> <span className="muted">{line.version}</span>
        </td>
        <td>
          {line.project_id ? (
            <Link to={projectPath(line.project_id, "models")}>{line.project_name ?? "gone"}</Link>
          ) : (
            <span className="muted">every project</span>
          )}
        </td>
        <td>{line.task}</td>
        <td>
          <Chip tone={line.champion_of > 0 ? "good" : "plain"}>
            {line.champion_of > 0
              ? `predicts in ${line.champion_of} ${line.champion_of === 1 ? "project" : "projects"}`
              : line.status}
          </Chip>
        </td>
        <td className="nowrap">{line.byte_size === null ? "missing" : showBytes(line.byte_size)}</td>
        <td className="muted nowrap">{showMoment(line.created_at)}</td>
      </tr>
    )}
  />
);
