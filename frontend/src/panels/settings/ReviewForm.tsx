/** Which submitted pictures a reviewer is handed, and what becomes of skipped ones. */
import { useState } from "react";
import type { Project } from "../../contract/contract";
import type { ReviewRule, SkipRule } from "../../contract/policies";
import { draftReview, readReview } from "../../model/loop/policyDrafts";
import { ProjectFormCard } from "../ProjectFormCard";
import { ChoiceField, type Faults, NumberField } from "./PolicyField";
import { useDraft } from "./useDraft";

const RULES: readonly { value: ReviewRule; name: string }[] = [
  { value: "all", name: "All" },
  { value: "share", name: "A share" },
  { value: "disagreement", name: "What differs from the model" },
  { value: "author", name: "By the author's record" },
];
const HINTS: Readonly<Record<ReviewRule, string>> = {
  all: "Reviewers are handed everything that was submitted.",
  share: "Which pictures are drawn is decided by the picture alone, once for ever.",
  disagreement: "Work that left the model's predictions nearly as they were is not handed out.",
  author: "The more of a person's work came back, the more of it is looked at: of somebody new all.",
};
const SKIPS: readonly { value: SkipRule; name: string }[] = [
  { value: "dropped", name: "They stay out" },
  { value: "others", name: "Somebody else gets them" },
  { value: "managers", name: "The managers decide" },
];

export function ReviewForm({ project }: { project: Project }) {
  const [draft, change] = useDraft(project.review, draftReview);
  const [refused, setRefused] = useState<Faults>({});
  const read = readReview(draft);
  const faults = { ...refused, ...read.faults };
  return (
    <ProjectFormCard
      project={project}
      title="Review"
      under
      change={() => (read.policy ? { review: read.policy } : {})}
      check={() => Object.values(read.faults)[0] ?? null}
      said="What is submitted from now on is reviewed by this rule."
      onFaults={setRefused}
    >
      <ChoiceField
        title="Reviewers look at"
        hint={HINTS[draft.rule]}
        place="review.rule"
        faults={faults}
        value={draft.rule}
        choices={RULES}
        onChoice={(rule) => change({ rule })}
      />
      {(draft.rule === "share" || draft.rule === "author") && (
        <NumberField
          title={draft.rule === "share" ? "Percent that is looked at" : "At least this percent of anybody's"}
          place="review.share"
          faults={faults}
          value={draft.share}
          onText={(share) => change({ share })}
        />
      )}
      {draft.rule === "disagreement" && (
        <NumberField
          title="From this percent of difference on"
          hint="0: nothing was changed. 100: nothing of the model's stands."
          place="review.differs"
          faults={faults}
          value={draft.differs}
          onText={(differs) => change({ differs })}
        />
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={draft.own}
          onChange={(event) => change({ own: event.target.checked })}
        />{" "}
        Reviewers may be handed their own work
      </label>
      <ChoiceField
        title="Skipped pictures"
        hint="After three people have skipped one, the managers decide in any case, unless they stay out."
        place="review.skipped"
        faults={faults}
        value={draft.skipped}
        choices={SKIPS}
        onChoice={(skipped) => change({ skipped })}
      />
    </ProjectFormCard>
  );
}
