/** A card of project settings: sends what its fields say, and explains itself to those who may not. */
import { type FormEvent, type ReactNode, useState } from "react";
import { ApiError } from "../api/http";
import { changeProject, type ProjectChange } from "../api/portal";
import type { Project } from "../contract/contract";
import { setProject } from "../state/projectStore";
import { reasonsOf, toast } from "../state/toastStore";

interface Props {
  project: Project;
  title?: string;
  /** It stands in a section with a heading of its own. */
  under?: boolean;
  /** What the fields say now. */
  change: () => ProjectChange;
  /** Why the fields cannot be sent as they are; null when they can. */
  check?: () => string | null;
  /** What is said when it is saved. */
  said: string;
  onSaved?: (project: Project) => void;
  /** Told which fields the portal refuses and why, by their place; none when it is sent anew. */
  onFaults?: (fields: Readonly<Record<string, string>>) => void;
  children: ReactNode;
}

export function ProjectFormCard(props: Props) {
  const { project, title, under = false, change, check, said, onSaved, onFaults, children } = props;
  const [fault, setFault] = useState<string | null>(null);
  const manager = project.my_role === "manager";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const reason = check?.() ?? null;
    setFault(reason);
    onFaults?.({});
    if (reason !== null) return;
    try {
      const changed = await changeProject(project.id, change());
      setProject(changed);
      onSaved?.(changed);
      toast(said, "good");
    } catch (error) {
      setFault(reasonsOf(error));
      if (error instanceof ApiError) onFaults?.(error.fields);
    }
  };
  return (
    <form className="card settings-card" aria-label={title} onSubmit={submit}>
      {title && (under ? <h3>{title}</h3> : <h2>{title}</h2>)}
      <fieldset disabled={!manager} className="stack">
        {children}
        <p className="fault" role="alert">
          {fault}
        </p>
        {manager ? (
          <button type="submit" className="btn primary">
            Save
          </button>
        ) : (
          <p className="hint">Only a manager of the project can change these.</p>
        )}
      </fieldset>
    </form>
  );
}
