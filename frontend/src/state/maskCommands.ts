/** The commands of the brush and of masks. */
import { brushStore, stepBrush } from "./brushStore";
import type { Binding } from "./keys";
import { convertSelected, fillSelectedHoles, joinSelected, subtractSelected } from "./maskEdits";
import { uiStore } from "./uiStore";

interface MaskCommand extends Binding {
  readonly title: string;
  readonly group: "Tools" | "Objects";
  readonly note?: string;
  run(): void;
}

export const BRUSH_COMMANDS: readonly MaskCommand[] = [
  {
    id: "tool.brush",
    group: "Tools",
    title: "Paint masks",
    keys: ["b"],
    scope: "editor",
    note: "Strokes add to the selected mask. Enter or Esc finishes it. Alt+drag changes the size.",
    run: () => uiStore.setState({ tool: "brush" }),
  },
  {
    id: "tool.eraser",
    group: "Tools",
    title: "Erase from masks",
    keys: ["shift+b"],
    scope: "editor",
    note: "Takes away from the selected masks, or from the one under the pointer.",
    run: () => uiStore.setState({ tool: "eraser" }),
  },
  {
    id: "brush.smaller",
    group: "Tools",
    title: "Smaller brush",
    keys: ["["],
    scope: "brush",
    run: () => stepBrush(-1),
  },
  {
    id: "brush.larger",
    group: "Tools",
    title: "Larger brush",
    keys: ["]"],
    scope: "brush",
    run: () => stepBrush(1),
  },
  {
    id: "brush.pressure",
    group: "Tools",
    title: "Let a pen's pressure change the brush",
    keys: [],
    scope: "editor",
    run: () => brushStore.setState({ pressure: !brushStore.getState().pressure }),
  },
];

export const MASK_COMMANDS: readonly MaskCommand[] = [
  {
    id: "mask.fill",
    group: "Objects",
    title: "Fill the holes of a mask",
    keys: ["shift+f"],
    scope: "editor",
    run: fillSelectedHoles,
  },
  {
    id: "mask.convert",
    group: "Objects",
    title: "Mask to polygon, or closed shape to mask",
    keys: ["shift+m"],
    scope: "editor",
    run: convertSelected,
  },
  {
    id: "mask.join",
    group: "Objects",
    title: "Join masks into one",
    keys: ["shift+j"],
    scope: "editor",
    note: "The first selected keeps its label.",
    run: joinSelected,
  },
  {
    id: "mask.subtract",
    group: "Objects",
    title: "Cut the last selected mask out of the first",
    keys: ["shift+s"],
    scope: "editor",
    run: subtractSelected,
  },
];
