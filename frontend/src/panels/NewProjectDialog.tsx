/** Creates a project with its labels. */
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/http";
import { createProject } from "../api/portal";
import type { Label } from "../contract/contract";
import { navigate, projectPath } from "../state/routeStore";
import { LabelEditor, withNames } from "./LabelEditor";
import { Dialog } from "./ui/Dialog";

export function NewProjectDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [labels, setLabels] = useState<Label[]>([]);
  const [unfinished, setUnfinished] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const given = withNames(labels, unfinished).map((label) =>
        label.color ? { name: label.name, color: label.color } : { name: label.name },
      );
      const project = await createProject(name.trim(), given);
      navigate(projectPath(project.id, "upload"));
    } catch (error) {
      const reasons = error instanceof ApiError ? Object.values(error.fields).join(" ") : "";
      setFault(reasons || (error as Error).message);
      setBusy(false);
    }
  };

  return (
    <Dialog title="New project" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        <label className="field">
          <span>Name</span>
          <input
            value={name}
            required
            maxLength={120}
            autoFocus
            placeholder="Garden cameras"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <fieldset className="field">
          <legend>Labels</legend>
          <LabelEditor labels={labels} onChange={setLabels} onDraft={setUnfinished} />
        </fieldset>
        <p className="fault" role="alert">
          {fault}
        </p>
        <div className="dialog-foot">
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="btn primary" disabled={busy || name.trim() === ""}>
            Create project
          </button>
        </div>
      </form>
    </Dialog>
  );
}
