/** The labels with their number keys: of the next object, or of the selected ones. */
import { useStore } from "zustand";
import { chooseLabel } from "../state/commands";
import { projectStore } from "../state/projectStore";
import { uiStore } from "../state/uiStore";

export function LabelPanel() {
  const labels = useStore(projectStore, (state) => state.project?.labels) ?? [];
  const colours = useStore(projectStore, (state) => state.colours);
  const active = useStore(uiStore, (state) => state.activeLabel);
  return (
    <section className="panel" aria-labelledby="labels-title">
      <h2 id="labels-title">Labels</h2>
      {labels.length === 0 && <p className="muted small">No labels yet. Add some in Settings to begin.</p>}
      <div className="labels">
        {labels.map((label, index) => (
          <button
            type="button"
            key={label.name}
            className="label-choice"
            aria-pressed={active === label.name}
            data-tip="Label the selection, and what you draw next"
            data-keys={index < 10 ? String((index + 1) % 10) : ""}
            onClick={() => chooseLabel(label.name)}
          >
            <i style={{ background: colours.get(label.name) }} />
            <span>{label.name}</span>
            {index < 10 && <kbd>{(index + 1) % 10}</kbd>}
          </button>
        ))}
      </div>
    </section>
  );
}
