/** The commands of seeing: adjustments, grids, colours, names, the overview, going from object to object. */
import { COLOUR_BY, isAdjusted, NAMES_SHOWN } from "../model/viewSettings";
import { type Command, command } from "./command";
import { focusRegion } from "./focusRegions";
import { viewportStore, zoom } from "./viewportStore";
import {
  changeView,
  nextOf,
  resetAdjustments,
  resetView,
  setPeeking,
  showOptions,
  stepView,
  toggleGrid,
  toggleView,
  viewSettings,
  viewStore,
} from "./viewStore";

const repeats = { repeats: true } as const;

export const VIEW_COMMANDS: readonly Command[] = [
  command("view.actual", "View", "Zoom to 100 %", ["shift+z"], "editor", () =>
    zoom(1 / viewportStore.getState().view.scale),
  ),
  command("view.options", "View", "View options", ["shift+v"], "editor", () =>
    showOptions(!viewStore.getState().optionsOpen),
  ),
  command("view.peek", "View", "Hide all objects while held", ["d"], "editor", () => setPeeking(true), {
    release: () => setPeeking(false),
  }),
  command(
    "view.darker",
    "View",
    "Darker picture",
    ["<"],
    "editor",
    () => stepView("brightness", -1),
    repeats,
  ),
  command(
    "view.brighter",
    "View",
    "Brighter picture",
    [">"],
    "editor",
    () => stepView("brightness", 1),
    repeats,
  ),
  command(
    "view.contrastLess",
    "View",
    "Less contrast",
    [";"],
    "editor",
    () => stepView("contrast", -1),
    repeats,
  ),
  command(
    "view.contrastMore",
    "View",
    "More contrast",
    ["'"],
    "editor",
    () => stepView("contrast", 1),
    repeats,
  ),
  command("view.gammaLess", "View", "Lower gamma", ["("], "editor", () => stepView("gamma", -1), repeats),
  command("view.gammaMore", "View", "Higher gamma", [")"], "editor", () => stepView("gamma", 1), {
    ...repeats,
    note: "Brings out what is in the shadows.",
  }),
  command("view.asItIs", "View", "Show the picture as it is", ["shift+d"], "editor", resetAdjustments, {
    note: "Brightness, contrast and gamma back to 1.",
    why: () => (isAdjusted(viewSettings()) ? null : "The picture is shown as it is."),
  }),
  command("view.grid", "View", "Grid on or off", ["#"], "editor", toggleGrid, {
    note: "Its step is set in the view options.",
  }),
  command("view.pixelGrid", "View", "Lines between pixels on or off", [], "editor", () =>
    toggleView("pixelGrid"),
  ),
  command("view.crosshair", "View", "Crosshair on or off", ["shift+c"], "editor", () =>
    toggleView("crosshair"),
  ),
  command("view.colourBy", "View", "Colour by label, object or author", ["shift+y"], "editor", () =>
    changeView({ colourBy: nextOf(COLOUR_BY, viewSettings().colourBy) }),
  ),
  command("object.names", "View", "Label names: never, on hover, always", ["shift+n"], "editor", () =>
    changeView({ names: nextOf(NAMES_SHOWN, viewSettings().names) }),
  ),
  command("view.fillMore", "View", "Fill objects more", [], "editor", () => stepView("fillOpacity", 1)),
  command("view.fillLess", "View", "Fill objects less", [], "editor", () => stepView("fillOpacity", -1)),
  command("view.minimap", "View", "Overview map on or off", [], "editor", () => toggleView("minimap")),
  command("view.follow", "View", "Zoom along from object to object, on or off", ["c"], "editor", () =>
    toggleView("follow"),
  ),
  command("view.reset", "View", "Reset all view options", [], "project", resetView),
];

export const FOCUS_COMMANDS: readonly Command[] = [
  command("focus.next", "Go to", "Next part of the page", ["f6"], "global", () => focusRegion(1)),
  command("focus.previous", "Go to", "Previous part of the page", ["shift+f6"], "global", () =>
    focusRegion(-1),
  ),
];
