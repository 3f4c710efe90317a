/** Limits for the objects of each label, and what happens when a picture breaks one. */
import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { Project } from "../../contract/contract";
import type { LabelRule } from "../../contract/policies";
import { draftRules, LIMITS, type RuleDraft, readRules } from "../../model/loop/rulesDraft";
import { ProjectFormCard } from "../ProjectFormCard";
import { ChoiceField, type Faults } from "./PolicyField";
import { useDraft } from "./useDraft";

export function RulesForm({ project }: { project: Project }) {
  const [draft, change] = useDraft(project.rules, draftRules);
  const [refused, setRefused] = useState<Faults>({});
  const read = readRules(draft);
  const faults = { ...refused, ...read.faults };
  const free = project.labels.filter(({ name }) => !draft.labels.some((rule) => rule.label === name));
  const put = (label: string, fields: Partial<RuleDraft["limits"]>) =>
    change({
      labels: draft.labels.map((rule) =>
        rule.label === label ? { ...rule, limits: { ...rule.limits, ...fields } } : rule,
      ),
    });
  return (
    <ProjectFormCard
      project={project}
      title="Rules for objects"
      under
      change={() => (read.policy ? { rules: read.policy } : {})}
      check={() => Object.values(read.faults)[0] ?? null}
      said="Objects are judged by these rules while they are drawn."
      onFaults={setRefused}
    >
      {draft.labels.length === 0 && (
        <p className="hint">No label has limits. What breaks one is marked on the picture and in the list.</p>
      )}
      {draft.labels.map((rule) => (
        <fieldset key={rule.label} className="field rule">
          <legend>
            {rule.label}{" "}
            <button
              type="button"
              className="icon-btn tiny"
              aria-label={`No limits for ${rule.label}`}
              onClick={() => change({ labels: draft.labels.filter(({ label }) => label !== rule.label) })}
            >
              <X size={13} aria-hidden="true" />
            </button>
          </legend>
          <div className="rule-grid">
            {LIMITS.map(({ name, title }) => (
              <label key={name} className="field">
                <span className="small">{title}</span>
                <input
                  value={rule.limits[name]}
                  inputMode="decimal"
                  autoComplete="off"
                  placeholder="no limit"
                  aria-invalid={faults[`${rule.label}.${name}`] !== undefined}
                  onChange={(event) => put(rule.label, { [name]: event.target.value })}
                />
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      {free.length > 0 && (
        <label className="field">
          <span>
            <Plus size={14} aria-hidden="true" /> Set limits for
          </span>
          <select
            value=""
            onChange={(event) =>
              event.target.value &&
              change({ labels: [...draft.labels, { label: event.target.value, limits: NO_LIMITS }] })
            }
          >
            <option value="">Choose a label …</option>
            {free.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={draft.outside}
          onChange={(event) => change({ outside: event.target.checked })}
        />{" "}
        Objects end at the edge of the picture
      </label>
      <ChoiceField
        title="Submitting a picture that breaks a rule"
        place="rules.on_submit"
        faults={faults}
        value={draft.onSubmit}
        choices={[
          { value: "warn", name: "warns first" },
          { value: "refuse", name: "is refused" },
        ]}
        onChoice={(onSubmit) => change({ onSubmit })}
      />
    </ProjectFormCard>
  );
}

const NO_LIMITS = Object.fromEntries(LIMITS.map(({ name }) => [name, ""])) as Record<
  Exclude<keyof LabelRule, "label">,
  string
>;
