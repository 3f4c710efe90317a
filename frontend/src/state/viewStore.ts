/** How this person sees pictures: their settings, kept in the browser, and objects hidden while a key is held. */
import { createStore } from "zustand/vanilla";
import {
  ADJUSTMENTS,
  type Measure,
  PLAIN_VIEW,
  RANGES,
  readViewSettings,
  type ViewSettings,
  withinRange,
} from "../model/viewSettings";
import { perPerson, readOwn, writeOwn } from "./ownStorage";

export interface ViewState {
  readonly settings: ViewSettings;
  /** Objects are hidden as long as a key is held. */
  readonly peeking: boolean;
  readonly optionsOpen: boolean;
}

const NAME = "view";
const FIRST_GRID_STEP = 32;
let lastGridStep = FIRST_GRID_STEP;

export const viewStore = createStore<ViewState>(() => ({
  settings: PLAIN_VIEW,
  peeking: false,
  optionsOpen: false,
}));

perPerson(() => viewStore.setState({ settings: readViewSettings(readOwn(NAME)) }));

export const viewSettings = (): ViewSettings => viewStore.getState().settings;

export function changeView(change: Partial<ViewSettings>): void {
  const settings = readViewSettings({ ...viewSettings(), ...change });
  viewStore.setState({ settings });
  writeOwn(NAME, settings);
}

export function resetView(): void {
  changeView(PLAIN_VIEW);
}

/** Show the picture as it is; everything else stays. */
export function resetAdjustments(): void {
  changeView(Object.fromEntries(ADJUSTMENTS.map((name) => [name, 1])));
}

/** Move a measure by steps of its range. */
export function stepView(name: Measure, steps: number): void {
  changeView({ [name]: withinRange(name, viewSettings()[name] + RANGES[name].step * steps) });
}

export function toggleView(name: "pixelGrid" | "crosshair" | "minimap" | "follow"): void {
  changeView({ [name]: !viewSettings()[name] });
}

/** Turn the coarse grid off, or on again with the step it had. */
export function toggleGrid(): void {
  const { gridStep } = viewSettings();
  if (gridStep > 0) lastGridStep = gridStep;
  changeView({ gridStep: gridStep > 0 ? 0 : lastGridStep });
}

/** The choice after this one, around the end. */
export function nextOf<T>(choices: readonly T[], now: T): T {
  return choices[(choices.indexOf(now) + 1) % choices.length] ?? now;
}

export function setPeeking(peeking: boolean): void {
  if (viewStore.getState().peeking !== peeking) viewStore.setState({ peeking });
}

export function showOptions(optionsOpen: boolean): void {
  viewStore.setState({ optionsOpen });
}
