/** The manager's console of a project, read again as the project moves. */
import { createStore } from "zustand/vanilla";
import { fetchConsole, putCosts } from "../api/console";
import type { Console, Costs } from "../contract/console";
import { connectionStore } from "./connectionStore";
import { toast, toastError } from "./toastStore";

export interface ConsoleState {
  readonly days: number;
  readonly console: Console | null;
  readonly error: string | null;
}

/** However many events come, the page is read this often at most. */
const REREAD_MS = 1_000;
const empty: ConsoleState = { days: 7, console: null, error: null };

export const consoleStore = createStore<ConsoleState>(() => empty);

let openId: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
let reading = false;
let moved = false;

/** Read the console and follow the project until the stop that is returned is called. */
export function followConsole(projectId: string): () => void {
  if (openId !== projectId) consoleStore.setState({ ...empty, days: consoleStore.getState().days });
  openId = projectId;
  void reread();
  const stop = connectionStore.subscribe((now, before) => {
    if (now.seq !== before.seq) consoleMoved();
  });
  return () => {
    stop();
    if (timer) clearTimeout(timer);
    timer = null;
    openId = null;
  };
}

export function lookBackOn(days: number): void {
  consoleStore.setState({ days });
  void reread();
}

/** Something happened: read again soon. */
function consoleMoved(): void {
  moved = true;
  if (timer || reading) return;
  timer = setTimeout(() => {
    timer = null;
    void reread();
  }, REREAD_MS);
}

export async function reread(): Promise<void> {
  const projectId = openId;
  const { days } = consoleStore.getState();
  if (!projectId) return;
  reading = true;
  moved = false;
  try {
    const read = await fetchConsole(projectId, days);
    const isAsked = openId === projectId && consoleStore.getState().days === days;
    if (isAsked) consoleStore.setState({ console: read, error: null });
  } catch (error) {
    const message = error instanceof Error ? error.message : "The console could not be read.";
    if (openId === projectId) consoleStore.setState({ error: message });
  } finally {
    reading = false;
    if (moved && openId) consoleMoved();
  }
}

/** Say what an hour costs; the undo says what was said before. */
export async function changeCosts(costs: Costs): Promise<void> {
  const projectId = openId;
  const before = consoleStore.getState().console?.costs;
  if (!projectId || !before) return;
  try {
    await putCosts(projectId, costs);
    toast("The hourly rate is kept.", "good", { title: "Undo", run: () => void changeCosts(before) });
    await reread();
  } catch (error) {
    toastError(error);
  }
}
