/** Creates a project with its labels. */
import { type FormEvent, useState } from "react";
import { createProject } from "../api/portal";
import type { Label } from "../contract/contract";
import { navigate, projectPath } from "../state/routeStore";
import { reasonsOf } from "../state/toastStore";
import { LabelEditor, withNames } from "./LabelEditor";
import { Dialog, DialogFoot } from "./ui/Dialog";

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
      setFault(reasonsOf(error));
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
        <DialogFoot
          fault={fault}
          act="Create project"
          ready={!busy && name.trim() !== ""}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
