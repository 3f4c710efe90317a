/** The commands of copying objects and of selecting many. */
import { copySelected, cutSelected, paste, pasteFromPrevious } from "./clipboard";
import { type Command, command } from "./command";
import { focusObjectList } from "./focusRegions";
import { invertSelection, selectSameLabel } from "./selectMany";

export const CLIPBOARD_COMMANDS: readonly Command[] = [
  command("object.copy", "Objects", "Copy", ["mod+c"], "editor", copySelected, {
    native: true,
    yields: true,
  }),
  command("object.cut", "Objects", "Cut", ["mod+x"], "editor", cutSelected, { native: true, yields: true }),
  command("object.paste", "Objects", "Paste", ["mod+v"], "editor", paste, {
    native: true,
    note: "At the same place on another picture, a little beside on the same one.",
  }),
  command(
    "object.pastePrevious",
    "Objects",
    "Copy all objects of the previous picture",
    ["mod+shift+v"],
    "editor",
    () => void pasteFromPrevious(),
  ),
  command(
    "object.selectLabel",
    "Objects",
    "Select all of this label",
    ["shift+e"],
    "editor",
    selectSameLabel,
  ),
  command("object.invert", "Objects", "Invert the selection", ["mod+i"], "editor", invertSelection),
  command("object.list", "Objects", "Go to the list of objects", ["shift+o"], "editor", focusObjectList),
];
