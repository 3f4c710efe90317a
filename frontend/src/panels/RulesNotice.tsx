/** The rules that the open picture breaks: each entry leads to its object. */
import { X } from "lucide-react";
import { useStore } from "zustand";
import { goToBreach, listBreaches, rulesStore } from "../state/rulesStore";
import { showCount } from "./ui/format";

const MOST = 50;

export function RulesNotice() {
  const { breaches, listed } = useStore(rulesStore);
  if (!listed || breaches.length === 0) return null;
  return (
    <aside className="gaps-notice" aria-label="Broken rules" data-testid="rules" role="status">
      <header>
        <strong>{showCount(breaches.length, "rule is", "rules are")} broken</strong>
        <button
          type="button"
          className="icon-btn tiny"
          aria-label="Close"
          onClick={() => listBreaches(false)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      </header>
      <ul>
        {breaches.slice(0, MOST).map((breach) => (
          <li key={`${breach.object_id ?? breach.label} ${breach.rule}`}>
            {breach.object_id === null ? (
              <span>
                {breach.label}: {breach.message}
              </span>
            ) : (
              <button type="button" className="link" onClick={() => goToBreach(breach)}>
                {breach.label}: {breach.message}
              </button>
            )}
          </li>
        ))}
      </ul>
      {breaches.length > MOST && <p className="muted small">and {breaches.length - MOST} more</p>}
    </aside>
  );
}

/** In the bar under the picture: how many rules are broken; shows and hides the list. */
export function RulesChip() {
  const count = useStore(rulesStore, ({ breaches }) => breaches.length);
  const listed = useStore(rulesStore, (state) => state.listed);
  if (count === 0) return null;
  return (
    <button
      type="button"
      className="chip warn"
      aria-expanded={listed}
      data-tip="Rules of this project that the picture breaks."
      onClick={() => listBreaches(!listed)}
    >
      {showCount(count, "rule")} broken
    </button>
  );
}
