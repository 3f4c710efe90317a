/** The fields of a form over a policy that others may change meanwhile. */
import { useState } from "react";
import { mergeDrafts } from "../../model/loop/policyDrafts";

/** What the fields hold, and how one of them changes; fields that nobody touched follow the policy. */
export function useDraft<P, D extends object>(
  policy: P,
  draftOf: (policy: P) => D,
): [D, (change: Partial<D>) => void] {
  const [start, setStart] = useState(policy);
  const [draft, setDraft] = useState(() => draftOf(policy));
  const merged = start === policy ? draft : mergeDrafts(draftOf(start), draft, draftOf(policy));
  if (start !== policy) {
    setStart(policy);
    setDraft(merged);
  }
  return [merged, (change) => setDraft({ ...merged, ...change })];
}
