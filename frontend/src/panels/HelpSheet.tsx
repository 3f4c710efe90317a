/** All shortcuts on one sheet, read from the registry. */
import type { Command } from "../state/command";
import { COMMANDS } from "../state/commands";
import { openDialog } from "../state/uiStore";
import { Dialog } from "./ui/Dialog";
import { Keys } from "./ui/Tip";

const GROUPS: readonly Command["group"][] = ["Tools", "Ghosts", "Objects", "Labels", "View", "Work", "Go to"];

export function HelpSheet() {
  return (
    <Dialog title="Keyboard shortcuts" wide onClose={() => openDialog(null)}>
      <div className="help-sheet">
        {GROUPS.map((group) => {
          const listed = COMMANDS.filter(
            (item) => item.group === group && item.keys.length > 0 && !item.keyOnly,
          );
          const shown = group === "Labels" ? [] : listed;
          return (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {group === "Labels" && (
                  <div>
                    <dt>Label of the selection, or of the next object</dt>
                    <dd>
                      <Keys name="1" /> … <Keys name="9" /> <Keys name="0" />
                    </dd>
                  </div>
                )}
                {shown.map((item) => (
                  <div key={item.id}>
                    <dt>{item.title}</dt>
                    <dd>
                      {item.keys.map((key) => (
                        <Keys key={key} name={key} />
                      ))}
                    </dd>
                  </div>
                ))}
                {group === "Objects" && (
                  <div>
                    <dt>Nudge by 1 px, with Shift by 10</dt>
                    <dd>
                      <Keys name="left" /> <Keys name="up" /> <Keys name="right" /> <Keys name="down" />
                    </dd>
                  </div>
                )}
                {group === "Objects" && (
                  <div>
                    <dt>Cancel the gesture, clear the selection</dt>
                    <dd>
                      <Keys name="esc" />
                    </dd>
                  </div>
                )}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
