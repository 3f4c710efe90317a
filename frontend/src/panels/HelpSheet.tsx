/** All shortcuts on one sheet, those of other places folded away: from the registry, with the keys as this person has them. */
import { useStore } from "zustand";
import { bindingsStore } from "../state/bindingsStore";
import { COMMAND_GROUPS, type Command } from "../state/command";
import { activeScopes, COMMANDS, commandById, reachableKeys } from "../state/commands";
import { openDialog } from "../state/uiStore";
import { Dialog } from "./ui/Dialog";
import { Keys } from "./ui/Tip";

interface Line {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
}

export function HelpSheet() {
  useStore(bindingsStore, (state) => state.overrides);
  const scopes = activeScopes();
  // On a video its own keys stand before others: a key is listed where it leads now.
  const keysOf = (item: Command) => reachableKeys(item, scopes);
  const isHere = (item: Command) =>
    scopes.includes(item.scope) || (item.scope === "brush" && scopes.includes("canvas"));
  const together = (id: string, title: string, starts: string): Line => ({
    id,
    title,
    keys: COMMANDS.filter((item) => item.id.startsWith(starts) && !/^nudge.*10$/.test(item.id)).flatMap(
      (item) => keysOf(item).slice(0, 1),
    ),
  });
  const linesOf = (group: Command["group"], here: boolean): Line[] => {
    const isEditing = scopes.includes("canvas");
    if (group === "Labels") {
      if (isEditing !== here) return [];
      return [together("labels", "Label of the selection, or of the next object", "label.")];
    }
    const lines = COMMANDS.filter(
      (item) => item.group === group && isHere(item) === here && !item.keyOnly && keysOf(item).length > 0,
    ).map((item): Line => ({ id: item.id, title: item.title, keys: keysOf(item) }));
    if (group !== "Objects" || isEditing !== here) return lines;
    return [
      ...lines,
      together("nudge", "Nudge by 1 px, with Shift by 10; with nothing selected, look around", "nudge."),
      { id: "esc", title: "Cancel the gesture, clear the selection", keys: ["esc"] },
    ];
  };
  return (
    <Dialog title="Keyboard shortcuts" wide onClose={() => openDialog(null)}>
      <p className="help-change">
        <button
          type="button"
          className="btn small"
          onClick={() => {
            openDialog(null);
            commandById("go.keyboard").run();
          }}
        >
          Change keys
        </button>
      </p>
      <Sections linesOf={(group) => linesOf(group, true)} />
      <details className="help-elsewhere">
        <summary>Keys of other places</summary>
        <Sections linesOf={(group) => linesOf(group, false)} />
      </details>
    </Dialog>
  );
}

function Sections({ linesOf }: { linesOf: (group: Command["group"]) => Line[] }) {
  return (
    <div className="help-sheet">
      {COMMAND_GROUPS.map((group) => ({ group, lines: linesOf(group) }))
        .filter(({ lines }) => lines.length > 0)
        .map(({ group, lines }) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {lines.map((line) => (
                <div key={line.id}>
                  <dt>{line.title}</dt>
                  <dd>
                    {line.keys.map((key) => (
                      <Keys key={key} name={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </div>
  );
}
