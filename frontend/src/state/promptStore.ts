/** The prompt in a person's hand: what was pointed at, and the ghost that came of it. Nothing of it is saved. */
import { createStore } from "zustand/vanilla";
import { askPrompt } from "../api/prompts";
import type { MaskShape, PromptPoint, Region } from "../contract/contract";
import { maskToEditable } from "../model/mask/toShapes";
import { addShapes } from "./editor";
import { frameStore } from "./frameStore";
import { toast, toastError } from "./toastStore";
import { uiStore } from "./uiStore";

export interface PromptState {
  readonly frameId: string | null;
  readonly box: Region | null;
  readonly points: readonly PromptPoint[];
  readonly waiting: boolean;
  readonly found: {
    readonly mask: MaskShape;
    readonly score: number;
    readonly versionId: string;
  } | null;
}

const NONE: PromptState = { frameId: null, box: null, points: [], waiting: false, found: null };
const MOST_POINTS = 100;

export const promptStore = createStore<PromptState>(() => NONE);

/** The question under way; an answer to an earlier one is not looked at any more. */
let asking: AbortController | null = null;

let acceptAs: "mask" | "polygon" | null = null;

/** Ask for the object in a box; what was clicked before belonged to another one. */
export function promptBox(box: Region): void {
  ask({ box, points: [] });
}

/** Refine by one more click; without anything to refine it starts a prompt of its own. */
export function promptClick(point: PromptPoint): void {
  const { box, points } = promptStore.getState();
  if (!point.positive && box === null && points.length === 0) {
    toast("Click on the object first, or drag a box around it; Alt+click takes parts away.");
    return;
  }
  if (points.length < MOST_POINTS) ask({ box, points: [...points, point] });
}

/** Drop the prompt; tells whether there was one. */
export function dropPrompt(): boolean {
  asking?.abort();
  asking = acceptAs = null;
  const had = promptStore.getState() !== NONE;
  if (had) promptStore.setState(NONE, true);
  return had;
}

/** Make the prompted ghost an object; tells whether there was something to accept. */
export function acceptPrompt(as: "mask" | "polygon"): boolean {
  const { found, waiting } = promptStore.getState();
  // Pressed ahead of the answer: what comes is accepted, not what stood there before the last click.
  if (waiting) acceptAs = as;
  if (waiting || !found) return waiting;
  if (!uiStore.getState().activeLabel) {
    toast("This project has no labels yet. Add one in Settings first.", "bad");
    return true;
  }
  dropPrompt();
  addShapes(as === "polygon" ? maskToEditable(found.mask) : [found.mask], {
    model_version_id: found.versionId,
    score: found.score,
  });
  return true;
}

/** A command that means the prompted ghost while there is one. */
export function unlessPrompted(as: "mask" | "polygon", otherwise: () => void): () => void {
  return () => {
    if (!acceptPrompt(as)) otherwise();
  };
}

async function ask(prompt: { box: Region | null; points: readonly PromptPoint[] }): Promise<void> {
  const frameId = frameStore.openFrame()?.frame.id;
  if (!frameId) return;
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  acceptAs = null;
  const before = promptStore.getState();
  promptStore.setState({
    ...prompt,
    frameId,
    waiting: true,
    found: prompt.points.length > 0 ? before.found : null,
  });
  try {
    const body = { points: prompt.points, ...(prompt.box ? { box: prompt.box } : {}) };
    const answer = await askPrompt(frameId, body, mine.signal);
    if (asking !== mine) return;
    promptStore.setState({
      waiting: false,
      found: { mask: answer.shape, score: answer.score, versionId: answer.model_version_id },
    });
    if (acceptAs) acceptPrompt(acceptAs);
  } catch (error) {
    if (asking !== mine) return;
    acceptAs = null;
    toastError(error);
    // The last click found nothing: what was there before it stands.
    if (before.found && prompt.points.length > 0) promptStore.setState({ ...before, waiting: false }, true);
    else dropPrompt();
  }
}

frameStore.store.subscribe((state, before) => {
  if (state.openId !== before.openId) dropPrompt();
});
uiStore.subscribe((state, before) => {
  if (before.tool === "magic" && state.tool !== "magic") dropPrompt();
});
