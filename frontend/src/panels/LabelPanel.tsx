/** The labels with their number keys: of the next object, or of the selected ones. */
import { useStore } from "zustand";
import { bindingsStore } from "../state/bindingsStore";
import { COMMANDS, chooseLabel } from "../state/commands";
import { showKey } from "../state/keys";
import { projectStore } from "../state/projectStore";
import { keysIn } from "../state/rebinding";
import { uiStore } from "../state/uiStore";

export function LabelPanel() {
  const labels = useStore(projectStore, (state) => state.project?.labels) ?? [];
  const colours = useStore(projectStore, (state) => state.colours);
  const overrides = useStore(bindingsStore, (state) => state.overrides);
  const keyOf = (index: number) => {
    const command = COMMANDS.find((item) => item.id === `label.${index + 1}`);
    return command ? (keysIn(overrides, command)[0] ?? null) : null;
  };
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
            data-keys={keyOf(index) ?? ""}
            onClick={() => chooseLabel(label.name)}
          >
            <i style={{ background: colours.get(label.name) }} />
            <span>{label.name}</span>
            <KeyCap name={keyOf(index)} />
          </button>
        ))}
      </div>
    </section>
  );
}

function KeyCap({ name }: { name: string | null }) {
  return name === null ? null : <kbd>{showKey(name).join("+")}</kbd>;
}
