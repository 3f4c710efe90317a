/** When a trained version takes the champion's place. */
import { useState } from "react";
import type { Project } from "../../contract/contract";
import { draftGate, readGate } from "../../model/loop/policyDrafts";
import { ProjectFormCard } from "../ProjectFormCard";
import { LabelChoice } from "./LabelChoice";
import { ChoiceField, type Faults, NumberField, OtherField } from "./PolicyField";
import { useDraft } from "./useDraft";

const PROTECTED = {
  chosen: "Protected labels",
  remove: (name: string) => `Protect ${name} no longer`,
  add: "Protect a label",
  none: "All labels are protected",
};

const PROMOTE = [
  { value: "auto", name: "Promote a better version by itself" },
  { value: "ask", name: "Ask a person" },
] as const;
const METRICS = [
  { value: "ap50", name: "AP50: objects found" },
  { value: "ap", name: "AP: and how exactly" },
] as const;

export function GateForm({ project }: { project: Project }) {
  const [draft, change] = useDraft(project.gate, draftGate);
  const [refused, setRefused] = useState<Faults>({});
  const read = readGate(draft);
  const faults = { ...refused, ...read.faults };
  return (
    <ProjectFormCard
      project={project}
      title="Gate"
      under
      change={() => (read.policy ? { gate: read.policy } : {})}
      check={() => Object.values(read.faults)[0] ?? null}
      said="The next comparison is judged by this."
      onFaults={setRefused}
    >
      <ChoiceField
        title="When a candidate is better"
        place="gate.promote"
        faults={faults}
        value={draft.promote}
        choices={PROMOTE}
        onChoice={(promote) => change({ promote })}
      />
      <ChoiceField
        title="Measured by"
        place="gate.metric"
        faults={faults}
        value={draft.metric}
        choices={METRICS}
        onChoice={(metric) => change({ metric })}
      />
      <NumberField
        title="Better by more than, in points of 100"
        place="gate.margin"
        faults={faults}
        value={draft.margin}
        onText={(margin) => change({ margin })}
      />
      <NumberField
        title="In at least this percent of the samples"
        hint="The held-out frames are drawn again 1,000 times; chance alone comes to 50."
        place="gate.certainty"
        faults={faults}
        value={draft.certainty}
        onText={(certainty) => change({ certainty })}
      />
      <OtherField
        title="Protected labels"
        hint="A candidate may not be worse on these by more than what follows."
        place="gate.protected"
        faults={faults}
      >
        <LabelChoice
          words={PROTECTED}
          labels={project.labels}
          chosen={draft.protected}
          onChange={(names) => change({ protected: names })}
        />
      </OtherField>
      <NumberField
        title="Tolerance on protected labels, in points of 100"
        place="gate.tolerance"
        faults={faults}
        value={draft.tolerance}
        onText={(tolerance) => change({ tolerance })}
      />
      <NumberField
        title="Held-out frames at least"
        hint="On fewer nothing is decided."
        place="gate.least_frames"
        whole
        faults={faults}
        value={draft.leastFrames}
        onText={(leastFrames) => change({ leastFrames })}
      />
      <NumberField
        title="Blind comparisons by people first"
        hint="They choose between the two without knowing which is which; 0 for none."
        place="gate.blind_votes"
        whole
        faults={faults}
        value={draft.blindVotes}
        onText={(blindVotes) => change({ blindVotes })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={draft.shadow}
          onChange={(event) => change({ shadow: event.target.checked })}
        />{" "}
        A candidate that waits predicts new frames in the shadow, unseen
      </label>
      {(draft.shadow || read.faults["gate.shadow_share"]) && (
        <NumberField
          title="Of these frames, in percent"
          place="gate.shadow_share"
          faults={faults}
          value={draft.shadowShare}
          onText={(shadowShare) => change({ shadowShare })}
        />
      )}
    </ProjectFormCard>
  );
}
