/** Short notices of what happened elsewhere or went wrong, perhaps with a way to take it back. */
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/http";

/** What a notice offers to do about it. */
export interface ToastAction {
  readonly title: string;
  run(): void;
}

export interface Toast {
  readonly id: number;
  readonly tone: "plain" | "good" | "bad";
  readonly text: string;
  readonly action: ToastAction | null;
}

const LIFE_MS = 6_000;
const MOST = 4;
let nextId = 1;
const timers = new Map<number, ReturnType<typeof setTimeout>>();

export const toastStore = createStore<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));

/** Show a notice; one that says the same already takes what this one offers. */
export function toast(text: string, tone: Toast["tone"] = "plain", action: ToastAction | null = null): void {
  const { toasts } = toastStore.getState();
  const same = toasts.find((shown) => shown.text === text);
  if (same && !action) return;
  const made: Toast = { id: same?.id ?? nextId++, tone, text, action };
  toastStore.setState({
    toasts: same
      ? toasts.map((shown) => (shown === same ? made : shown))
      : [...toasts.slice(-MOST + 1), made],
  });
  releaseToast(made.id);
}

/** Keep a notice while somebody is at it. */
export function holdToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Let a notice go after its time; what asks for an answer stays twice as long. */
export function releaseToast(id: number): void {
  const shown = toastStore.getState().toasts.find((one) => one.id === id);
  if (!shown) return;
  clearTimeout(timers.get(id));
  const life = shown.tone === "bad" || shown.action ? LIFE_MS * 2 : LIFE_MS;
  timers.set(
    id,
    setTimeout(() => dismissToast(id), life),
  );
}

export function dismissToast(id: number): void {
  holdToast(id);
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
