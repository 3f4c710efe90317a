/** How a person sees pictures and objects; none of it changes what is stored. */

export type ColourBy = "label" | "object" | "author";
export type NamesShown = "never" | "hover" | "always";

export interface ViewSettings {
  /** 1 is as the picture is; so for contrast and gamma. */
  readonly brightness: number;
  readonly contrast: number;
  readonly gamma: number;
  /** Lines between the picture's pixels, once they are large enough to tell apart. */
  readonly pixelGrid: boolean;
  /** Lines every so many pixels of the picture; 0 for none. */
  readonly gridStep: number;
  readonly crosshair: boolean;
  readonly colourBy: ColourBy;
  /** 0 draws outlines only. */
  readonly fillOpacity: number;
  readonly names: NamesShown;
  readonly minimap: boolean;
  /** Going from object to object zooms to each. */
  readonly follow: boolean;
}

export const PLAIN_VIEW: ViewSettings = {
  brightness: 1,
  contrast: 1,
  gamma: 1,
  pixelGrid: true,
  gridStep: 0,
  crosshair: true,
  colourBy: "label",
  fillOpacity: 0,
  names: "always",
  minimap: true,
  follow: false,
};

interface Range {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

export type Measure = "brightness" | "contrast" | "gamma" | "gridStep" | "fillOpacity";

export const RANGES: Readonly<Record<Measure, Range>> = {
  brightness: { low: 0.2, high: 3, step: 0.1 },
  contrast: { low: 0.2, high: 3, step: 0.1 },
  gamma: { low: 0.2, high: 4, step: 0.1 },
  gridStep: { low: 0, high: 512, step: 1 },
  fillOpacity: { low: 0, high: 0.6, step: 0.05 },
};

export const COLOUR_BY: readonly ColourBy[] = ["label", "object", "author"];
export const NAMES_SHOWN: readonly NamesShown[] = ["never", "hover", "always"];
export const ADJUSTMENTS = ["brightness", "contrast", "gamma"] as const;

/** A value held to its range and rounded to hundredths. */
export function withinRange(name: Measure, value: number): number {
  const { low, high } = RANGES[name];
  const held = Math.max(low, Math.min(high, value));
  return name === "gridStep" ? Math.round(held) : Math.round(held * 100) / 100;
}

/** Settings as stored by an earlier visit; what is missing or broken is as at first. */
export function readViewSettings(stored: unknown): ViewSettings {
  if (typeof stored !== "object" || stored === null) return PLAIN_VIEW;
  const found = stored as Record<string, unknown>;
  const measure = (name: Measure) => {
    const value = found[name];
    return typeof value === "number" && Number.isFinite(value) ? withinRange(name, value) : PLAIN_VIEW[name];
  };
  const flag = (name: "pixelGrid" | "crosshair" | "minimap" | "follow") => {
    const value = found[name];
    return typeof value === "boolean" ? value : PLAIN_VIEW[name];
  };
  return {
    brightness: measure("brightness"),
    contrast: measure("contrast"),
    gamma: measure("gamma"),
    gridStep: measure("gridStep"),
    fillOpacity: measure("fillOpacity"),
    pixelGrid: flag("pixelGrid"),
    crosshair: flag("crosshair"),
    minimap: flag("minimap"),
    follow: flag("follow"),
    colourBy: COLOUR_BY.find((name) => name === found["colourBy"]) ?? PLAIN_VIEW.colourBy,
    names: NAMES_SHOWN.find((name) => name === found["names"]) ?? PLAIN_VIEW.names,
  };
}

/** Whether the picture is shown other than it is. */
export function isAdjusted(settings: ViewSettings): boolean {
  return ADJUSTMENTS.some((name) => settings[name] !== 1);
}

/** The CSS filter of the picture's layer; empty when it is shown as it is. */
export function filterOf(settings: ViewSettings, gammaFilter: string): string {
  const parts: string[] = [];
  if (settings.gamma !== 1) parts.push(`url(#${gammaFilter})`);
  if (settings.brightness !== 1) parts.push(`brightness(${settings.brightness})`);
  if (settings.contrast !== 1) parts.push(`contrast(${settings.contrast})`);
  return parts.join(" ");
}
