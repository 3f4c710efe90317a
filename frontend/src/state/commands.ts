/** The one registry of commands: tooltips, the help sheet, the palette and the keyboard all read it. */
import { inDrawingOrder } from "../model/drawingOrder";
import { byUncertainty, ghostsAbove } from "../model/ghosts";
import { ALIKE_COMMANDS } from "./alikeCommands";
import { neighbour } from "./assetsStore";
import { keysOf, startBindings } from "./bindingsStore";
import { BLIND_COMMANDS } from "./blind";
import { brushInHand } from "./brushStore";
import { CHECK_COMMANDS } from "./checkCommands";
import { CLIPBOARD_COMMANDS } from "./clipboardCommands";
import { type Command, command } from "./command";
import { CONFLICT_COMMANDS } from "./conflictCommands";
import { DESCRIBE_COMMANDS } from "./describeCommands";
import { DUPLICATE_COMMANDS } from "./duplicates";
import {
  acceptAll,
  acceptSelected,
  duplicateSelected,
  mayEdit,
  mayReview,
  relabelSelected,
  removeSelected,
  stepGhost,
} from "./editor";
import { zoomToSelection } from "./follow";
import { frameStore } from "./frameStore";
import { QUEUE_COMMANDS } from "./handout";
import { IMPORT_COMMANDS } from "./importTracks";
import type { Scope } from "./keys";
import { BRUSH_COMMANDS, MASK_COMMANDS } from "./maskCommands";
import { finishMask } from "./maskEdits";
import { meStore } from "./meStore";
import { nudge } from "./nudge";
import { openAssetStore } from "./openAssetStore";
import { PEOPLE_COMMANDS } from "./peopleCommands";
import { isOutOfSight, personalStore } from "./personalStore";
import { labelNamed, labelNames, projectStore } from "./projectStore";
import { unlessPrompted } from "./promptStore";
import { QUALITY_COMMANDS } from "./qualityCommands";
import { finishAndNext, finishAndStay } from "./review";
import { REVIEW_COMMANDS } from "./reviewCommands";
import { navigate, type ProjectPage, projectPath, routeStore } from "./routeStore";
import { select, selectionStore } from "./selectionStore";
import { TOOL_COMMANDS } from "./toolCommands";
import { unlessTool } from "./toolKeys";
import { openDialog, setActiveLabel, setTheme, setThreshold, TOOL_NAMES, uiStore } from "./uiStore";
import { redo, undo } from "./undo";
import { pauseOrResumeAll } from "./uploadFiles";
import { VIDEO_COMMANDS } from "./videoCommands";
import { FOCUS_COMMANDS, VIEW_COMMANDS } from "./viewCommands";
import { fitFrame, zoom } from "./viewportStore";

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
  else suggestTool(label);
}

/** Take the tool that a label suggests into the hand, where there is such a tool. */
function suggestTool(label: string): void {
  const shape = labelNamed(label)?.shape;
  const tool = TOOL_NAMES.find((name) => name === (shape === "mask" ? "brush" : shape));
  if (tool && mayEdit()) uiStore.setState({ tool });
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
  const personal = personalStore.getState();
  const ids = [
    ...(annotationsShown ? inDrawingOrder(frame.annotations.values()) : []).flatMap(({ id }) =>
      isOutOfSight(personal, id) ? [] : id,
    ),
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

function selectAll(): void {
  const frame = frameStore.openFrame();
  if (frame) select(frame.annotations.keys());
}

/** Go to the next object and zoom to it. */
function walkObjects(step: 1 | -1): void {
  cycleObjects(step);
  zoomToSelection();
}

const LABEL_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
/** As many labels can be given keys; those behind the tenth have none at first. */
const LABEL_PLACES = Array.from({ length: 24 }, (_, index) => LABEL_KEYS.slice(index, index + 1));

export const COMMANDS: readonly Command[] = [
  ...TOOL_COMMANDS,
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
    unlessTool("remove", removeSelected),
    { note: "With a point of it chosen, only that point." },
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
  ...ALIKE_COMMANDS,

  command("edit.undo", "Objects", "Undo", ["mod+z"], "editor", unlessTool("back", undo), {
    note: "While drawing, the last point.",
  }),
  command("edit.redo", "Objects", "Redo", ["mod+shift+z", "mod+y"], "editor", unlessTool("forward", redo), {
    note: "While drawing, the point that was taken back.",
  }),
  command("object.duplicate", "Objects", "Duplicate", ["mod+d"], "editor", duplicateSelected),
  command("object.selectAll", "Objects", "Select all objects", ["mod+a"], "editor", selectAll),
  command("object.next", "Objects", "Next object", ["tab"], "canvas", () => cycleObjects(1), {
    yields: true,
  }),
  command("object.previous", "Objects", "Previous object", ["shift+tab"], "canvas", () => cycleObjects(-1), {
    yields: true,
  }),
  command("object.walkNext", "Objects", "Zoom to the next object", ["w"], "editor", () => walkObjects(1), {
    repeats: true,
  }),
  command(
    "object.walkPrevious",
    "Objects",
    "Zoom to the previous object",
    ["shift+w"],
    "editor",
    () => walkObjects(-1),
    { repeats: true },
  ),
  command("object.hide", "Objects", "Show or hide objects", ["shift+h"], "editor", () =>
    uiStore.setState({ annotationsShown: !uiStore.getState().annotationsShown }),
  ),
  ...DESCRIBE_COMMANDS,
  ...CLIPBOARD_COMMANDS,
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

  ...LABEL_PLACES.map((keys, index) =>
    command(
      `label.${index + 1}`,
      "Labels",
      `Label ${index + 1}`,
      keys,
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
  ...VIEW_COMMANDS,
  ...VIDEO_COMMANDS,

  command(
    "work.done",
    "Work",
    "Finish and go to the next",
    ["enter"],
    "canvas",
    unlessPrompted(
      "mask",
      unlessTool("finish", () => finishMask() || void finishAndNext()),
    ),
    { note: "Reviewers approve the picture, annotators submit it. While drawing, ends the shape." },
  ),
  command(
    "work.stay",
    "Work",
    "Finish and stay",
    ["shift+enter"],
    "canvas",
    unlessPrompted("polygon", () => void finishAndStay()),
  ),
  command("work.skip", "Work", "Skip with a reason", ["s"], "editor", () => {
    if (mayEdit()) openDialog("skip");
  }),
  command("work.return", "Work", "Return with a comment", ["shift+backspace"], "editor", () => {
    if (mayReview()) openDialog("return");
  }),
  command("work.next", "Work", "Next picture", ["]", "pagedown"], "project", () => goToNeighbour(1)),
  command("work.previous", "Work", "Previous picture", ["[", "pageup"], "project", () => goToNeighbour(-1)),
  ...QUEUE_COMMANDS,
  ...REVIEW_COMMANDS,
  ...CHECK_COMMANDS,
  ...DUPLICATE_COMMANDS,
  ...BLIND_COMMANDS,
  command("work.uploads", "Work", "Pause uploads, or go on with them", [], "project", () => {
    const { project } = projectStore.getState();
    if (project) pauseOrResumeAll(project.id);
  }),

  command("go.projects", "Go to", "All projects", [], "global", () => navigate("/")),
  command("go.label", "Go to", "Labelling", [], "project", () => goTo("label")),
  command("go.learning", "Go to", "Learning", ["alt+l"], "project", () => goTo("learning")),
  command("go.checks", "Go to", "Check", ["alt+c"], "project", () => goTo("checks"), {
    note: "What may be wrong with what was drawn.",
  }),
  command("go.quality", "Go to", "Quality", [], "project", () => goTo("quality"), {
    note: "How far people agree, with each other and with known truth.",
  }),
  command("go.console", "Go to", "Console", ["alt+shift+w"], "project", () => goTo("console"), {
    note: "Throughput, backlog, people and what was saved; for managers.",
  }),
  command("go.duplicates", "Go to", "Near-duplicates", [], "project", () => goTo("duplicates")),
  command("go.upload", "Go to", "Upload", ["u"], "project", () => goTo("upload")),
  command("go.activity", "Go to", "Activity", [], "project", () => goTo("activity")),
  command("go.exports", "Go to", "Exports", [], "project", () => goTo("exports")),
  command("go.models", "Go to", "Models", [], "project", () => goTo("models")),
  command("go.settings", "Go to", "Settings", [], "project", () => goTo("settings")),
  ...PEOPLE_COMMANDS,
  command("go.account", "Go to", "Account", [], "global", () => navigate("/account")),
  command("go.keyboard", "Go to", "Change keys", [], "global", () => navigate("/keyboard")),
  command("go.operations", "Go to", "Operations", [], "global", () => navigate("/console/operations"), {
    note: "How the whole portal runs, live; for administrators.",
    why: () => (meStore.getState().user?.is_admin ? null : "Administrators see this."),
  }),
  ...CONFLICT_COMMANDS,
  ...QUALITY_COMMANDS,
  ...FOCUS_COMMANDS,
  ...IMPORT_COMMANDS,
  command("help.keys", "Go to", "Keyboard shortcuts", ["?"], "global", () => openDialog("help")),
  command("help.palette", "Go to", "All commands", ["mod+k"], "global", () => openDialog("palette")),
  command("view.theme", "View", "Dark or light", [], "global", () =>
    setTheme(uiStore.getState().theme === "dark" ? "light" : "dark"),
  ),
];

startBindings(COMMANDS);

const byId = new Map(COMMANDS.map((item) => [item.id, item]));

export function commandById(id: string): Command {
  const found = byId.get(id);
  if (!found) throw new Error(`No command ${id}`);
  return found;
}

/** Some pages have keys of their own. */
function pageScopes(): readonly Scope[] {
  const { route } = routeStore.getState();
  if (route.page !== "project") return [];
  return route.tab === "checks" || route.tab === "duplicates" ? [route.tab] : [];
}

/** Which scopes are active now, wide to narrow. */
export function activeScopes(): readonly Scope[] {
  const inProject = projectStore.getState().project !== null;
  const inEditor = inProject && frameStore.openFrame() !== null;
  return inEditor
    ? [
        "global",
        "project",
        "editor",
        "canvas",
        ...(frameStore.store.getState().reel ? (["video"] as const) : []),
        ...(brushInHand() ? (["brush"] as const) : []),
      ]
    : inProject
      ? ["global", "project", ...pageScopes()]
      : ["global"];
}

export function commandForKey(key: string, scopes: readonly Scope[]): Command | null {
  const answering = COMMANDS.filter((item) => scopes.includes(item.scope) && keysOf(item).includes(key));
  return (
    answering.find((item) => item.scope === "brush") ??
    answering.find((item) => item.scope === "video") ??
    answering[0] ??
    null
  );
}

/** The keys by which a command is reached where these scopes are active: not those that a narrower one covers. */
export function reachableKeys(item: Command, scopes: readonly Scope[]): readonly string[] {
  if (!scopes.includes(item.scope)) return keysOf(item);
  return keysOf(item).filter((key) => commandForKey(key, scopes) === item);
}
