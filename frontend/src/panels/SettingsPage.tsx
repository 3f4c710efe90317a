/** A project's name, labels and threshold, and how it learns. */
import { Users } from "lucide-react";
import { useState } from "react";
import type { Label, Project } from "../contract/contract";
import { choiceOf, FIRST_STEP, MOST_STEP, policyOf } from "../model/video/policy";
import { projectPath } from "../state/routeStore";
import { LabelEditor, withNames } from "./LabelEditor";
import { ProjectFormCard } from "./ProjectFormCard";
import { LearningSettings } from "./settings/LearningSettings";
import { QualitySettings } from "./settings/QualitySettings";
import { showPercent } from "./ui/format";
import { Link } from "./ui/parts";
import { VideoPolicyField } from "./VideoPolicyField";

export function SettingsPage({ project }: { project: Project }) {
  return (
    <main className="page narrow" data-testid="settings">
      <div className="page-head">
        <div>
          <h1>Settings</h1>
          <p className="muted">
            Labels keep their place on the number keys in this order.{" "}
            <Link to="/keyboard">Your own keys are set on a page of their own.</Link>
          </p>
        </div>
        <Link to={projectPath(project.id, "people")} className="btn">
          <Users size={16} aria-hidden="true" /> People
        </Link>
      </div>
      <ProjectForm key={project.id} project={project} />
      <LearningSettings key={`learning ${project.id}`} project={project} />
      <QualitySettings key={`quality ${project.id}`} project={project} />
    </main>
  );
}

function ProjectForm({ project }: { project: Project }) {
  const [name, setName] = useState(project.name);
  const [labels, setLabels] = useState<readonly Label[]>(project.labels);
  const [unfinished, setUnfinished] = useState("");
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [threshold, setThreshold] = useState(project.threshold ?? project.champion?.thresholds.show ?? 0.25);
  const [policy, setPolicy] = useState(choiceOf(project.video));
  const [step, setStep] = useState(String(project.video.step > 1 ? project.video.step : FIRST_STEP));
  const change = () => {
    const video = policyOf(policy, step);
    return {
      name: name.trim(),
      labels: withNames(labels, unfinished),
      threshold,
      ...(video ? { video } : {}),
    };
  };
  return (
    <ProjectFormCard
      project={project}
      change={change}
      check={() => (policyOf(policy, step) ? null : `N is a whole number from 2 to ${MOST_STEP}.`)}
      said="Saved."
      onSaved={(changed) => setLabels(changed.labels)}
      onFaults={setFaults}
    >
      <label className="field">
        <span>Name</span>
        <input
          value={name}
          required
          maxLength={120}
          aria-invalid={faults["name"] !== undefined}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <div className="field">
        <span>Labels</span>
        <LabelEditor labels={labels} onChange={setLabels} onDraft={setUnfinished} faults={faults} detailed />
      </div>
      <label className="field">
        <span>Show ghosts from {showPercent(threshold)} on, for people who have not chosen themselves</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={threshold}
          style={{ "--at": `${threshold * 100}%` } as React.CSSProperties}
          onChange={(event) => setThreshold(Number(event.target.value))}
        />
      </label>
      <VideoPolicyField
        choice={policy}
        step={step}
        fault={policyOf(policy, step) ? faults["video.step"] : "no such step"}
        onChoice={setPolicy}
        onStep={setStep}
      />
    </ProjectFormCard>
  );
}
