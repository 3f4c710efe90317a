/** The commands about what an object carries beside label and shape, and about its past. */
import {
  fillIn,
  groupSelected,
  moveInOrder,
  toggleHidden,
  toggleIsolated,
  toggleLocked,
  toggleOccluded,
  ungroupSelected,
} from "./describe";
import { toggleHistory } from "./historyStore";
import type { Binding } from "./keys";

interface DescribeCommand extends Binding {
  readonly title: string;
  readonly group: "Objects";
  readonly note?: string;
  run(): void;
}

const OWN_SCREEN = "On your own screen only.";

function describes(
  id: string,
  title: string,
  keys: readonly string[],
  run: () => void,
  note?: string,
): DescribeCommand {
  return { id, group: "Objects", title, keys, scope: "editor", run, ...(note ? { note } : {}) };
}

export const DESCRIBE_COMMANDS: readonly DescribeCommand[] = [
  describes(
    "object.attributes",
    "Fill in attributes",
    ["e"],
    fillIn,
    "Tab goes on, Escape returns to the picture.",
  ),
  describes("object.occluded", "Occluded or in full view", ["q"], toggleOccluded),
  describes("object.front", "Bring to front", ["}", "shift+pageup"], () => moveInOrder("front")),
  describes("object.back", "Send to back", ["{", "shift+pagedown"], () => moveInOrder("back")),
  describes(
    "object.group",
    "Group",
    ["mod+g"],
    groupSelected,
    "A click selects all of a group, Alt+click one of it.",
  ),
  describes("object.ungroup", "Ungroup", ["mod+shift+g"], ungroupSelected),
  describes(
    "object.lock",
    "Lock or unlock",
    ["shift+l"],
    toggleLocked,
    `The pointer passes through. ${OWN_SCREEN}`,
  ),
  describes("object.conceal", "Hide the selected, or show all", ["shift+x"], toggleHidden, OWN_SCREEN),
  describes("object.isolate", "Show only the selected, or all", ["i"], toggleIsolated, OWN_SCREEN),
  describes(
    "object.history",
    "History of the object",
    ["y"],
    toggleHistory,
    "With nothing selected: what was removed of the picture.",
  ),
];
