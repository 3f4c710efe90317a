/** The one registry of commands: tooltips, the help sheet, the palette and the keyboard all read it. */
import { shapeBounds, unionBounds } from "../model/geometry";
import { byUncertainty, ghostsAbove } from "../model/ghosts";
import { neighbour } from "./assetsStore";
import { brushInHand } from "./brushStore";
import {
  acceptAll,
  acceptSelected,
  duplicateSelected,
  redo,
  relabelSelected,
  removeSelected,
  stepGhost,
  undo,
} from "./editor";
import { frameStore } from "./frameStore";
import type { Binding, Scope } from "./keys";
import { BRUSH_COMMANDS, MASK_COMMANDS } from "./maskCommands";
import { finishMask } from "./maskEdits";
import { nudge } from "./nudge";
import { openAssetStore } from "./openAssetStore";
import { labelNames, projectStore } from "./projectStore";
import { unlessPrompted } from "./promptStore";
import { approveAndNext } from "./review";
import { navigate, type ProjectPage, projectPath } from "./routeStore";
import { select, selectionStore } from "./selectionStore";
import { openDialog, setActiveLabel, setTheme, setThreshold, uiStore } from "./uiStore";
import { fitFrame, zoom, zoomToBounds } from "./viewportStore";

export interface Command extends Binding {
  readonly title: string;
  readonly group: "Tools" | "Ghosts" | "Objects" | "Labels" | "View" | "Work" | "Go to";
  /** More to say in the tooltip. */
  readonly note?: string;
  /** Left out of the palette: it only makes sense as a key. */
  readonly keyOnly?: boolean;
  run(): void;
}

const projectId = (): string | null => projectStore.getState().project?.id ?? null;

function goTo(tab: ProjectPage): void {
  const id = projectId();
  if (id) navigate(projectPath(id, tab));
}

export function goToNeighbour(step: 1 | -1): void {
  const id = projectId();
  const next = neighbour(openAssetStore.getState().wanted, step);
  if (id && next) navigate(projectPath(id, "label", next));
}

/** Choose the label: of the selected objects, or of the next one drawn. */
export function chooseLabel(label: string): void {
  const id = projectId();
  if (id) setActiveLabel(id, label);
  if (selectionStore.getState().ids.size > 0) relabelSelected(label);
}

function chooseLabelAt(index: number): void {
  const label = labelNames()[index];
  if (label !== undefined) chooseLabel(label);
}

function moveThreshold(by: number): void {
  const id = projectId();
  if (id) setThreshold(id, uiStore.getState().threshold + by);
}

function cycleObjects(step: 1 | -1): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const { threshold, hiddenVersions, ghostsShown, annotationsShown } = uiStore.getState();
  const ids = [
    ...(annotationsShown ? frame.annotations.keys() : []),
    ...(ghostsShown
      ? byUncertainty(ghostsAbove(frame, threshold, hiddenVersions)).map((ghost) => ghost.id)
      : []),
  ];
  if (ids.length === 0) return;
  const current = [...selectionStore.getState().ids].at(-1);
  const at = current ? ids.indexOf(current) : -1;
  const next = at < 0 ? (step > 0 ? 0 : ids.length - 1) : (at + step + ids.length) % ids.length;
  select([ids[next] ?? ""]);
}

function zoomToSelection(): void {
  const frame = frameStore.openFrame();
  if (!frame) return;
  const bounds = [...selectionStore.getState().ids].flatMap((id) => {
    const shape = (frame.annotations.get(id) ?? frame.predictions.get(id))?.shape;
    return (shape && shapeBounds(shape)) ?? [];
  });
  const whole = unionBounds(bounds);
  if (whole) zoomToBounds(whole);
}

function selectAll(): void {
  const frame = frameStore.openFrame();
  if (frame) select(frame.annotations.keys());
}

type Extra = Partial<Pick<Command, "note" | "keyOnly">>;

function command(
  id: string,
  group: Command["group"],
  title: string,
  keys: readonly string[],
  scope: Scope,
  run: () => void,
  extra: Extra = {},
): Command {
  return { id, group, title, keys, scope, run, ...extra };
}

const LABEL_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];

export const COMMANDS: readonly Command[] = [
  command(
    "tool.select",
    "Tools",
    "Select and move",
    ["v"],
    "editor",
    () => uiStore.setState({ tool: "select" }),
    {
      note: "Alt+click reaches the object underneath.",
    },
  ),
  command("tool.box", "Tools", "Draw boxes", ["r"], "editor", () => uiStore.setState({ tool: "box" }), {
    note: "Drag, or click two corners.",
  }),
  command("tool.pan", "Tools", "Pan", ["h"], "editor", () => uiStore.setState({ tool: "pan" }), {
    note: "Or hold Space, or drag with the wheel button.",
  }),
  ...BRUSH_COMMANDS,
  command(
    "tool.magic",
    "Tools",
    "Magic: mask by pointing",
    ["m"],
    "editor",
    () => uiStore.setState({ tool: "magic" }),
    {
      note: "Drag a box or click the object; Alt+click takes parts away. Enter keeps a mask, Shift+Enter a polygon.",
    },
  ),

  command(
    "ghost.accept",
    "Ghosts",
    "Accept the selected ghost",
    ["a"],
    "editor",
    unlessPrompted("mask", acceptSelected),
    {
      note: "A ghost whose label this project does not know takes the active label.",
    },
  ),
  command(
    "ghost.acceptAll",
    "Ghosts",
    "Accept all ghosts above the threshold",
    ["shift+a"],
    "editor",
    acceptAll,
    {
      note: "One act: one undo takes it back.",
    },
  ),
  command(
    "object.remove",
    "Ghosts",
    "Reject the ghost, remove the object",
    ["backspace", "x", "delete"],
    "editor",
    removeSelected,
  ),
  command("ghost.next", "Ghosts", "Next ghost, least certain first", ["j"], "editor", () => stepGhost(1)),
  command("ghost.previous", "Ghosts", "Previous ghost", ["k"], "editor", () => stepGhost(-1)),
  command("ghost.lower", "Ghosts", "Lower the threshold by 0.05", [","], "editor", () =>
    moveThreshold(-0.05),
  ),
  command("ghost.raise", "Ghosts", "Raise the threshold by 0.05", ["."], "editor", () => moveThreshold(0.05)),
  command("ghost.toggle", "Ghosts", "Show or hide ghosts", ["g"], "editor", () =>
    uiStore.setState({ ghostsShown: !uiStore.getState().ghostsShown }),
  ),

  command("edit.undo", "Objects", "Undo", ["mod+z"], "editor", undo),
  command("edit.redo", "Objects", "Redo", ["mod+shift+z", "mod+y"], "editor", redo),
  command("object.duplicate", "Objects", "Duplicate", ["mod+d"], "editor", duplicateSelected),
  command("object.selectAll", "Objects", "Select all objects", ["mod+a"], "editor", selectAll),
  command("object.next", "Objects", "Next object", ["tab"], "canvas", () => cycleObjects(1)),
  command("object.previous", "Objects", "Previous object", ["shift+tab"], "canvas", () => cycleObjects(-1)),
  command("object.hide", "Objects", "Show or hide objects", ["shift+h"], "editor", () =>
    uiStore.setState({ annotationsShown: !uiStore.getState().annotationsShown }),
  ),
  command("object.names", "Objects", "Show or hide label names", ["n"], "editor", () =>
    uiStore.setState({ namesShown: !uiStore.getState().namesShown }),
  ),
  command("nudge.left", "Objects", "Nudge left by 1 px", ["left"], "canvas", () => nudge(-1, 0), {
    keyOnly: true,
  }),
  command("nudge.right", "Objects", "Nudge right by 1 px", ["right"], "canvas", () => nudge(1, 0), {
    keyOnly: true,
  }),
  command("nudge.up", "Objects", "Nudge up by 1 px", ["up"], "canvas", () => nudge(0, -1), { keyOnly: true }),
  command("nudge.down", "Objects", "Nudge down by 1 px", ["down"], "canvas", () => nudge(0, 1), {
    keyOnly: true,
  }),
  command("nudge.left10", "Objects", "Nudge left by 10 px", ["shift+left"], "canvas", () => nudge(-10, 0), {
    keyOnly: true,
  }),
  command("nudge.right10", "Objects", "Nudge right by 10 px", ["shift+right"], "canvas", () => nudge(10, 0), {
    keyOnly: true,
  }),
  command("nudge.up10", "Objects", "Nudge up by 10 px", ["shift+up"], "canvas", () => nudge(0, -10), {
    keyOnly: true,
  }),
  command("nudge.down10", "Objects", "Nudge down by 10 px", ["shift+down"], "canvas", () => nudge(0, 10), {
    keyOnly: true,
  }),
  ...MASK_COMMANDS,

  ...LABEL_KEYS.map((key, index) =>
    command(
      `label.${index + 1}`,
      "Labels",
      `Label ${index + 1}`,
      [key],
      "editor",
      () => chooseLabelAt(index),
      {
        keyOnly: true,
      },
    ),
  ),

  command("view.fit", "View", "Fit the picture", ["f"], "editor", fitFrame, {
    note: "Or double-click the background.",
  }),
  command("view.selection", "View", "Zoom to the selection", ["z"], "editor", zoomToSelection),
  command("view.in", "View", "Zoom in", ["=", "+"], "editor", () => zoom(1.25)),
  command("view.out", "View", "Zoom out", ["-"], "editor", () => zoom(0.8)),

  command(
    "work.done",
    "Work",
    "Approve and go to the next",
    ["enter"],
    "canvas",
    unlessPrompted("mask", () => finishMask() || void approveAndNext()),
  ),
  command(
    "work.return",
    "Work",
    "Return with a comment",
    ["shift+enter"],
    "canvas",
    unlessPrompted("polygon", () => openDialog("return")),
  ),
  command("work.next", "Work", "Next picture", ["]", "pagedown"], "project", () => goToNeighbour(1)),
  command("work.previous", "Work", "Previous picture", ["[", "pageup"], "project", () => goToNeighbour(-1)),

  command("go.projects", "Go to", "All projects", [], "global", () => navigate("/")),
  command("go.label", "Go to", "Labelling", [], "project", () => goTo("label")),
  command("go.upload", "Go to", "Upload", ["u"], "project", () => goTo("upload")),
  command("go.activity", "Go to", "Activity", [], "project", () => goTo("activity")),
  command("go.exports", "Go to", "Exports", [], "project", () => goTo("exports")),
  command("go.models", "Go to", "Models", [], "project", () => goTo("models")),
  command("go.settings", "Go to", "Settings", [], "project", () => goTo("settings")),
  command("help.keys", "Go to", "Keyboard shortcuts", ["?"], "global", () => openDialog("help")),
  command("help.palette", "Go to", "All commands", ["mod+k"], "global", () => openDialog("palette")),
  command("view.theme", "View", "Dark or light", [], "global", () =>
    setTheme(uiStore.getState().theme === "dark" ? "light" : "dark"),
  ),
];

const byId = new Map(COMMANDS.map((item) => [item.id, item]));

export function commandById(id: string): Command {
  const found = byId.get(id);
  if (!found) throw new Error(`No command ${id}`);
  return found;
}

/** Which scopes are active now, wide to narrow. */
export function activeScopes(): readonly Scope[] {
  const inProject = projectStore.getState().project !== null;
  const inEditor = inProject && frameStore.openFrame() !== null;
  return inEditor
    ? ["global", "project", "editor", "canvas", ...(brushInHand() ? (["brush"] as const) : [])]
    : inProject
      ? ["global", "project"]
      : ["global"];
}

export function commandForKey(key: string, scopes: readonly Scope[]): Command | null {
  const answering = COMMANDS.filter((item) => scopes.includes(item.scope) && item.keys.includes(key));
  return answering.find((item) => item.scope === "brush") ?? answering[0] ?? null;
}
