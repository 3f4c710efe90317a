/** How a project trains: by which trainer, on which frames, for how long. */
import { useEffect, useState } from "react";
import { fetchTrainers } from "../../api/learning";
import type { Project } from "../../contract/contract";
import type { Trainer } from "../../contract/learning";
import { draftTraining, faultAt, readTraining } from "../../model/loop/policyDrafts";
import { toastError } from "../../state/toastStore";
import { ProjectFormCard } from "../ProjectFormCard";
import { ChoiceField, type Faults, NumberField, OtherField } from "./PolicyField";
import { useDraft } from "./useDraft";

const FRAMES = [
  { value: "corrected", name: "All that people changed, submitted or approved" },
  { value: "submitted", name: "Submitted and approved only" },
] as const;

export function TrainingForm({ project }: { project: Project }) {
  const [draft, change] = useDraft(project.training, draftTraining);
  const [refused, setRefused] = useState<Faults>({});
  const [trainers, setTrainers] = useState<readonly Trainer[]>([]);
  useEffect(() => {
    fetchTrainers()
      .then((page) => setTrainers(page.items))
      .catch(toastError);
  }, []);
  const read = readTraining(draft);
  const faults = { ...refused, ...read.faults };
  const chosen = trainers.find((entry) => entry.name === draft.trainer);
  return (
    <ProjectFormCard
      project={project}
      title="Training"
      under
      change={() => (read.policy ? { training: read.policy } : {})}
      check={() => Object.values(read.faults)[0] ?? null}
      said="The next training keeps to this."
      onFaults={setRefused}
    >
      <OtherField
        title="Trainer"
        place="training.trainer"
        faults={faults}
        {...(chosen && !chosen.installed ? { hint: chosen.reason ?? "It is not installed." } : {})}
      >
        <select
          value={draft.trainer}
          aria-label="Trainer"
          aria-invalid={faultAt(faults, "training.trainer") !== null}
          onChange={(event) => change({ trainer: event.target.value })}
        >
          <option value="auto">Automatic: what fits the labels</option>
          {trainers
            .filter((entry) => entry.name !== "auto")
            .map((entry) => (
              <option key={entry.name} value={entry.name}>
                {entry.title}
                {entry.installed ? "" : " (not installed)"}
              </option>
            ))}
          {draft.trainer !== "auto" && !chosen && <option value={draft.trainer}>{draft.trainer}</option>}
        </select>
      </OtherField>
      <ChoiceField
        title="Frames to learn from"
        place="training.frames"
        faults={faults}
        value={draft.frames}
        choices={FRAMES}
        onChoice={(frames) => change({ frames })}
      />
      <NumberField
        title="Held out to judge by, in percent"
        hint="No training sees these frames; the gate compares versions on them."
        place="training.holdout_share"
        faults={faults}
        value={draft.holdout}
        onText={(holdout) => change({ holdout })}
      />
      <NumberField
        title="Minutes at most"
        place="training.minutes"
        faults={faults}
        value={draft.minutes}
        onText={(minutes) => change({ minutes })}
      />
      <NumberField
        title="Seed"
        hint="What is left to chance follows from it."
        place="training.seed"
        whole
        faults={faults}
        value={draft.seed}
        onText={(seed) => change({ seed })}
      />
    </ProjectFormCard>
  );
}
