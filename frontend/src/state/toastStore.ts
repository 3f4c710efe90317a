/** Short notices of what happened elsewhere or went wrong. */
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/http";

export interface Toast {
  readonly id: number;
  readonly tone: "plain" | "good" | "bad";
  readonly text: string;
  /** What can still be done about it. */
  readonly act?: ToastAct;
}

export interface ToastAct {
  readonly label: string;
  run(): void;
}

const LIFE_MS = 6_000;
const MOST = 4;
let nextId = 1;

export const toastStore = createStore<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));

export function toast(text: string, tone: Toast["tone"] = "plain", act?: ToastAct): void {
  const before = toastStore.getState().toasts;
  // The same words again say nothing; what can be done about them is about the later one.
  const toasts = act ? before.filter((shown) => shown.text !== text) : before;
  if (toasts.some((shown) => shown.text === text)) return;
  const id = nextId++;
  toastStore.setState({ toasts: [...toasts.slice(-MOST + 1), { id, tone, text, ...(act ? { act } : {}) }] });
  setTimeout(() => dismissToast(id), tone === "bad" || act ? LIFE_MS * 2 : LIFE_MS);
}

export function dismissToast(id: number): void {
  toastStore.setState({ toasts: toastStore.getState().toasts.filter((shown) => shown.id !== id) });
}

/** Tell a person why something they asked for did not happen. */
export function toastError(error: unknown): void {
  toast(error instanceof Error ? error.message : "Something went wrong.", "bad");
}

/** The reasons of a refused form, field by field where the portal gave them. */
export function reasonsOf(error: unknown): string {
  const reasons = error instanceof ApiError ? Object.values(error.fields).join(" ") : "";
  return reasons || (error instanceof Error ? error.message : "Something went wrong.");
}
