/** The brush in a person's hand: its size in image pixels, and whether a pen's pressure counts. */
import { createStore } from "zustand/vanilla";
import { type ToolName, uiStore } from "./uiStore";

export interface BrushState {
  /** Diameter in image pixels. */
  readonly size: number;
  readonly pressure: boolean;
}

const KEY = "tandem.brush";
const SMALLEST = 1;
const LARGEST = 2_000;
const STEP = 1.2;

function remembered(): number {
  try {
    const kept = Number.parseFloat(localStorage.getItem(KEY) ?? "");
    return kept >= SMALLEST && kept <= LARGEST ? kept : 40;
  } catch {
    return 40;
  }
}

export const brushStore = createStore<BrushState>(() => ({ size: remembered(), pressure: false }));

export function setBrushSize(size: number): void {
  const rounded = Math.round(Math.max(SMALLEST, Math.min(LARGEST, size)));
  if (rounded === brushStore.getState().size) return;
  brushStore.setState({ size: rounded });
  try {
    localStorage.setItem(KEY, String(rounded));
  } catch {
    // Storage may be full or forbidden; the size then lasts as long as the page.
  }
}

/** One step larger or smaller; always by a whole pixel at least. */
export function stepBrush(step: 1 | -1): void {
  const { size } = brushStore.getState();
  setBrushSize(step > 0 ? Math.max(size + 1, size * STEP) : Math.min(size - 1, size / STEP));
}

export function isBrush(tool: ToolName): boolean {
  return tool === "brush" || tool === "eraser";
}

export function brushInHand(): boolean {
  return isBrush(uiStore.getState().tool);
}
