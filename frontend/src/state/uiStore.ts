/** What a person chose for their own screen: tool, label, threshold, theme, open dialog. */
import { createStore } from "zustand/vanilla";

export const TOOL_NAMES = [
  "select",
  "pan",
  "box",
  "rotatedBox",
  "polygon",
  "polyline",
  "points",
  "ellipse",
  "skeleton",
  "brush",
  "eraser",
  "magic",
  "region",
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** Tools that make objects; the others look at them. */
export const isDrawing = (tool: ToolName): boolean =>
  tool !== "select" && tool !== "pan" && tool !== "region";

export type Theme = "dark" | "light";
export type DialogName =
  | "help"
  | "palette"
  | "attention"
  | "return"
  | "skip"
  | "import"
  | "blind"
  | "copyFrames"
  | "trackForward"
  | "trackBackward"
  | "alike"
  | "versions"
  | "assign"
  | null;

export interface UiState {
  readonly tool: ToolName;
  /** The label that the next object gets. */
  readonly activeLabel: string | null;
  readonly threshold: number;
  readonly ghostsShown: boolean;
  /** Model versions whose ghosts the person switched on or off; the others follow who predicts. */
  readonly versionChoices: ReadonlyMap<string, boolean>;
  /** Model versions whose ghosts the open frame shows as its own, and those it does not show. */
  readonly mainVersions: ReadonlySet<string>;
  readonly hiddenVersions: ReadonlySet<string>;
  readonly annotationsShown: boolean;
  readonly theme: Theme;
  readonly dialog: DialogName;
}

const THEME_KEY = "tandem.theme";
const thresholdKey = (projectId: string) => `tandem.threshold.${projectId}`;
const labelKey = (projectId: string) => `tandem.label.${projectId}`;

function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be full or forbidden; the choice then lasts as long as the page.
  }
}

export const uiStore = createStore<UiState>(() => ({
  tool: "select",
  activeLabel: null,
  threshold: 0.25,
  ghostsShown: true,
  versionChoices: new Map(),
  mainVersions: new Set(),
  hiddenVersions: new Set(),
  annotationsShown: true,
  theme: remembered(THEME_KEY) === "light" ? "light" : "dark",
  dialog: null,
}));

/** Begin a project with its remembered threshold and label, or the project's own. */
export function startProjectUi(projectId: string, threshold: number, labels: readonly string[]): void {
  const kept = Number.parseFloat(remembered(thresholdKey(projectId)) ?? "");
  const label = remembered(labelKey(projectId));
  uiStore.setState({
    threshold: Number.isFinite(kept) ? kept : threshold,
    activeLabel: label && labels.includes(label) ? label : (labels[0] ?? null),
  });
}

export function setThreshold(projectId: string, threshold: number): void {
  const rounded = Math.round(Math.max(0, Math.min(1, threshold)) * 100) / 100;
  uiStore.setState({ threshold: rounded });
  remember(thresholdKey(projectId), String(rounded));
}

/** Show a version's ghosts or not, whoever predicts. */
export function chooseVersion(versionId: string, shown: boolean): void {
  uiStore.setState({ versionChoices: new Map(uiStore.getState().versionChoices).set(versionId, shown) });
}

export function toggleVersion(versionId: string): void {
  chooseVersion(versionId, uiStore.getState().hiddenVersions.has(versionId));
}

export function setActiveLabel(projectId: string, label: string): void {
  uiStore.setState({ activeLabel: label });
  remember(labelKey(projectId), label);
}

export function setTheme(theme: Theme): void {
  uiStore.setState({ theme });
  remember(THEME_KEY, theme);
}

export function openDialog(dialog: DialogName): void {
  uiStore.setState({ dialog });
}
