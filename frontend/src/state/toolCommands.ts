/** The commands that choose tools, and those that act on what a tool has in hand. */
import { NO_SKELETON } from "../model/skeleton";
import { type Command, command } from "./command";
import { activeSkeleton, mayEdit, toggleTag } from "./editor";
import { toast } from "./toastStore";
import { offerToolKey } from "./toolKeys";
import { isDrawing, type ToolName, uiStore } from "./uiStore";

let lastDrawing: ToolName = "box";
uiStore.subscribe(({ tool }) => {
  if (isDrawing(tool)) lastDrawing = tool;
});

/** Take a tool in hand; a drawing tool only for those who may draw. */
export function chooseTool(tool: ToolName): void {
  if (isDrawing(tool) && !mayEdit()) return toast("You can look at this project, but not change it.");
  if (tool === "skeleton" && !activeSkeleton()) return toast(NO_SKELETON);
  uiStore.setState({ tool });
}

function toolCommand(tool: ToolName, title: string, key: string, note: string): Command {
  return command(`tool.${tool}`, "Tools", title, [key], "editor", () => chooseTool(tool), { note });
}

export const TOOL_COMMANDS: readonly Command[] = [
  toolCommand(
    "select",
    "Select and edit",
    "v",
    "Drag points and handles. Alt+click removes a point, or reaches the object underneath.",
  ),
  toolCommand("pan", "Pan", "h", "Or hold Space, or drag with the wheel button."),
  toolCommand("box", "Draw boxes", "r", "Drag, or click two corners. Shift keeps it square."),
  toolCommand(
    "rotatedBox",
    "Draw turned boxes",
    "shift+r",
    "Click both ends of one side, then the other side. Any box turns by the handle above it; Shift in steps of 15°.",
  ),
  toolCommand(
    "polygon",
    "Draw polygons",
    "p",
    "Click points or drag freehand; Enter or a double click closes. Ctrl snaps to neighbours. Alt with the first click cuts a hole into the selected polygon.",
  ),
  toolCommand(
    "polyline",
    "Draw lines",
    "l",
    "Click points or drag freehand; Enter or a double click ends. Ctrl snaps to neighbours.",
  ),
  toolCommand("points", "Place points", "t", "Enter ends the group; a double click makes a single point."),
  toolCommand("ellipse", "Draw ellipses", "o", "Drag, or click two corners. Shift makes a circle."),
  toolCommand(
    "skeleton",
    "Place skeletons",
    "shift+k",
    "Drag a box: the label's keypoints fill it. Needs a label with a skeleton.",
  ),
  command("tool.repeat", "Tools", "Draw again", ["n"], "editor", () => chooseTool(lastDrawing), {
    note: "Takes the last drawing tool.",
  }),
  command("tag.toggle", "Tools", "Tag the whole picture with the label", ["shift+t"], "editor", toggleTag, {
    note: "Again takes the tag off.",
  }),
  command(
    "vertex.visibility",
    "Objects",
    "Keypoint visible, hidden or absent",
    ["shift+q"],
    "editor",
    () => void offerToolKey("visibility"),
    { note: "Of the keypoint under the pointer, or the chosen one." },
  ),
];
