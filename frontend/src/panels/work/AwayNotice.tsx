/** For managers: whose work waits while they are away, and the way to hand it over. */
import { useEffect, useState } from "react";
import { fetchAwayWork } from "../../api/people";
import type { AwayWork } from "../../contract/people";
import { startHandOver } from "../../state/myWork";
import { toastError } from "../../state/toastStore";
import { showCount } from "../ui/format";

export function AwayNotice({ projectId, moved }: { projectId: string; moved: unknown }) {
  const [people, setPeople] = useState<readonly AwayWork[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moved` says that the work has changed
  useEffect(() => {
    let gone = false;
    fetchAwayWork(projectId)
      .then((found) => {
        if (!gone) setPeople(found);
      })
      .catch(toastError);
    return () => {
      gone = true;
    };
  }, [projectId, moved]);
  if (people.length === 0) return null;
  return (
    <ul className="away-notice" aria-label="Work of people who are away">
      {people.map((one) => (
        <li key={one.user_id} className="notice warn">
          <span>
            <strong>{one.name}</strong> is away until {one.away_until} with {showCount(one.to_do, "picture")}{" "}
            to do
            {one.overdue > 0 ? `, ${one.overdue} of them overdue` : ""}.
          </span>{" "}
          <button type="button" className="link" onClick={() => startHandOver(one.user_id)}>
            Hand over …
          </button>
        </li>
      ))}
    </ul>
  );
}
