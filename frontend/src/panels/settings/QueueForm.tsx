/** In which order pictures are handed out, and for how long one is somebody's. */
import { useState } from "react";
import type { Project } from "../../contract/contract";
import { MOST_WEIGHT, percentsOf, STRATEGY_WORDS } from "../../model/loop/mix";
import { draftQueue, readQueue } from "../../model/loop/policyDrafts";
import { ProjectFormCard } from "../ProjectFormCard";
import { type Faults, NumberField, OtherField } from "./PolicyField";
import { useDraft } from "./useDraft";

export function QueueForm({ project }: { project: Project }) {
  const [draft, change] = useDraft(project.queue, draftQueue);
  const [refused, setRefused] = useState<Faults>({});
  const read = readQueue(draft, project.queue);
  const faults = { ...refused, ...read.faults };
  const percents = percentsOf(draft.weights);
  return (
    <ProjectFormCard
      project={project}
      title="Queue"
      under
      change={() => (read.policy ? { queue: read.policy } : {})}
      check={() => Object.values(read.faults)[0] ?? null}
      said="The next pictures come by this mix."
      onFaults={setRefused}
    >
      <OtherField
        title="Mix of strategies"
        hint="Every strategy gets its part of the pictures handed out; one without candidates leaves its turns to the others."
        place="queue.mix"
        faults={faults}
      >
        <div className="mix">
          {STRATEGY_WORDS.map(({ strategy, name, means }) => (
            <label key={strategy} className="mix-row">
              <span>
                {name} <span className="muted small">{means}</span>
              </span>
              <input
                type="range"
                min={0}
                max={MOST_WEIGHT}
                step={1}
                value={draft.weights[strategy]}
                aria-valuetext={`${percents[strategy]} percent`}
                style={{ "--at": `${draft.weights[strategy]}%` } as React.CSSProperties}
                onChange={(event) =>
                  change({ weights: { ...draft.weights, [strategy]: Number(event.target.value) } })
                }
              />
              <output className="mix-share">{percents[strategy]} %</output>
            </label>
          ))}
        </div>
      </OtherField>
      <NumberField
        title="Minutes for which a picture is somebody's"
        hint="Working on it keeps it for longer."
        place="queue.lease_minutes"
        faults={faults}
        value={draft.minutes}
        onText={(minutes) => change({ minutes })}
      />
    </ProjectFormCard>
  );
}
