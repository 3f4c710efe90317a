/** Who labels the same picture, and how people are tested with pictures of known truth. */
import { useState } from "react";
import type { Project } from "../../contract/contract";
import { draftQuality, readQuality } from "../../model/loop/policyDrafts";
import { ProjectFormCard } from "../ProjectFormCard";
import { LabelChoice } from "./LabelChoice";
import { type Faults, NumberField, OtherField } from "./PolicyField";
import { RulesForm } from "./RulesForm";
import { useDraft } from "./useDraft";

export function QualitySettings({ project }: { project: Project }) {
  return (
    <section className="learning-settings" aria-labelledby="quality-settings-title">
      <h2 id="quality-settings-title">Quality</h2>
      <QualityForm project={project} />
      <RulesForm project={project} />
    </section>
  );
}

function QualityForm({ project }: { project: Project }) {
  const [draft, change] = useDraft(project.quality, draftQuality);
  const [refused, setRefused] = useState<Faults>({});
  const read = readQuality(draft);
  const faults = { ...refused, ...read.faults };
  return (
    <ProjectFormCard
      project={project}
      title="Several people, and known truth"
      under
      change={() => (read.policy ? { quality: read.policy } : {})}
      check={() => Object.values(read.faults)[0] ?? null}
      said="From now on pictures are handed out this way."
      onFaults={setRefused}
    >
      <NumberField
        title="Pictures that several people label, in percent"
        hint="Each works alone and does not see the others. 0 switches it off."
        place="quality.panels.share"
        faults={faults}
        value={draft.share}
        onText={(share) => change({ share })}
      />
      <NumberField
        title="People for each of them"
        place="quality.panels.people"
        faults={faults}
        value={draft.people}
        whole
        onText={(people) => change({ people })}
      />
      <OtherField
        title="Only pictures on which the model shows"
        hint="None chosen: any picture."
        place="quality.panels.labels"
        faults={faults}
      >
        <LabelChoice
          labels={project.labels}
          chosen={draft.labels}
          onChange={(labels) => change({ labels })}
        />
      </OtherField>
      <NumberField
        title="Overlap from which two objects are one, in percent"
        place="quality.panels.overlap"
        faults={faults}
        value={draft.overlap}
        onText={(overlap) => change({ overlap })}
      />
      <NumberField
        title="Voices that an object needs, in percent"
        hint="Of all who answered: 50 keeps what half of them drew."
        place="quality.panels.keep"
        faults={faults}
        value={draft.keep}
        onText={(keep) => change({ keep })}
      />
      <Check
        name="The model has a voice too"
        on={draft.modelVotes}
        onChange={(modelVotes) => change({ modelVotes })}
      />
      <Check
        name="Where all say the same, merge and approve by itself"
        on={draft.finishAgreed}
        onChange={(finishAgreed) => change({ finishAgreed })}
      />
      <Check
        name="Test people with pictures of known truth, as if they were any other"
        on={draft.truthOn}
        onChange={(truthOn) => change({ truthOn })}
      />
      <NumberField
        title="First pictures of each person that are tests"
        place="quality.truth.first"
        faults={faults}
        value={draft.first}
        whole
        onText={(first) => change({ first })}
      />
      <NumberField
        title="Tests among the later ones, in percent"
        place="quality.truth.share"
        faults={faults}
        value={draft.truthShare}
        onText={(truthShare) => change({ truthShare })}
      />
      <Check
        name="Tell people at once how it went"
        on={draft.feedback}
        onChange={(feedback) => change({ feedback })}
      />
    </ProjectFormCard>
  );
}

function Check({ name, on, onChange }: { name: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} /> {name}
    </label>
  );
}
