/** What the champion's labels are called in the project: another label, left out, or as the model says. */
import { useState } from "react";
import type { Project } from "../../contract/contract";
import {
  foreignLabels,
  type Meaning,
  meaningOf,
  readMeaning,
  withMeanings,
  writeMeaning,
} from "../../model/loop/labelMap";
import { faultAt } from "../../model/loop/policyDrafts";
import { ProjectFormCard } from "../ProjectFormCard";

export function LabelMapForm({ project }: { project: Project }) {
  const { champion, label_map: map, labels } = project;
  // Only what one has touched: the rest follows what others save.
  const [changes, setChanges] = useState<ReadonlyMap<string, Meaning>>(new Map());
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  if (!champion) return null;
  const foreign = foreignLabels(champion.labels, labels, map);
  if (foreign.length === 0)
    return (
      <section className="card settings-card" aria-labelledby="label-map-title">
        <h2 id="label-map-title">What its labels are called here</h2>
        <p className="muted">
          All labels of {champion.name} {champion.version} are labels of the project: there is nothing to
          translate.
        </p>
      </section>
    );
  return (
    <ProjectFormCard
      project={project}
      title="What its labels are called here"
      change={() => ({ label_map: withMeanings(map, changes) })}
      said="Undecided predictions are called so at once."
      onSaved={() => setChanges(new Map())}
      onFaults={setRefused}
    >
      <p className="muted">
        {champion.name} {champion.version} knows labels that the project does not have. They show under the
        model's name, and accepting one takes the active label.
      </p>
      <ul className="label-map">
        {foreign.map((label) => {
          const meaning = changes.has(label) ? changes.get(label) : meaningOf(map, label);
          const fault = faultAt(refused, `label_map.${label}`);
          return (
            <li key={label}>
              <label className="label-map-row">
                <span>{label}</span>
                <select
                  value={writeMeaning(meaning)}
                  aria-invalid={fault !== null}
                  onChange={({ target }) =>
                    setChanges((known) => new Map(known).set(label, readMeaning(target.value)))
                  }
                >
                  <option value={writeMeaning(undefined)}>as it is</option>
                  <option value={writeMeaning(null)}>leave out</option>
                  {typeof meaning === "string" && !labels.some(({ name }) => name === meaning) && (
                    <option value={writeMeaning(meaning)}>{meaning} (no label any more)</option>
                  )}
                  {labels.map(({ name }) => (
                    <option key={name} value={writeMeaning(name)}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
              {fault && <span className="fault">{fault}</span>}
            </li>
          );
        })}
      </ul>
    </ProjectFormCard>
  );
}
