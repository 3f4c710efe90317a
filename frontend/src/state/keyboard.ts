/** Listens to the keyboard and runs the command that a press means in the scopes that are active. */
import { whyNot } from "./availability";
import type { Command } from "./command";
import { activeScopes, commandForKey } from "./commands";
import { runFollowing } from "./follow";
import { nameByPlace, nameKey, type Scope } from "./keys";
import { meStore } from "./meStore";
import { finishNudge } from "./nudge";

const TEXT_INPUTS = new Set(["text", "search", "email", "password", "number", "url", ""]);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.getAttribute("type") ?? "");
}

/** Controls keep Tab, Enter and the arrows for themselves; the canvas gets them otherwise. */
function isControl(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || target === document.body) return false;
  return (
    target.closest("button, a, input, select, [role=option], [tabindex]:not([data-testid=canvas])") !== null
  );
}

/** An open dialog has the keyboard for itself; so has one that is about to open over an ended session. */
function isAsked(): boolean {
  return document.querySelector("dialog[open]") !== null || meStore.getState().status === "expired";
}

function commandOf(event: KeyboardEvent, scopes: readonly Scope[]): Command | null {
  const found = commandForKey(nameKey(event), scopes);
  if (found) return found;
  const place = nameByPlace(event);
  return place === null ? null : commandForKey(place, scopes);
}

/** Whether the browser gets the key: there is nothing to do, or a person selected text to copy. */
function isLeft(command: Command): boolean {
  return whyNot(command) !== null || (command.native === true && getSelection()?.type === "Range");
}

/** Start listening; returns how to stop. */
export function listenToKeyboard(): () => void {
  /** Where each key that is down went down: what it types belongs there, though the focus may have moved. */
  const pressedIn = new Map<string, EventTarget | null>();

  const isStray = (event: KeyboardEvent) =>
    isTyping(event.target) && pressedIn.has(event.code) && pressedIn.get(event.code) !== event.target;
  const press = (event: KeyboardEvent) => {
    if (!event.repeat) pressedIn.set(event.code, event.target);
    else if (isStray(event)) event.preventDefault();
  };
  const type = (event: KeyboardEvent) => {
    if (isStray(event)) event.preventDefault();
  };
  const down = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isTyping(event.target) || isAsked()) return;
    if (event.key === " " && isControl(event.target)) return;
    const scopes: readonly Scope[] = isControl(event.target)
      ? activeScopes().filter((scope) => scope !== "canvas")
      : activeScopes();
    const command = commandOf(event, scopes);
    if (!command || (command.yields && isLeft(command))) return;
    if (!command.native) event.preventDefault();
    if (event.repeat && !command.repeats && !REPEATS.test(command.id)) return;
    if (!command.id.startsWith("nudge.")) finishNudge();
    if (command.release) held.set(event.code, command);
    runFollowing(command);
  };
  /** Commands that last as long as their key is held. */
  const held = new Map<string, Command>();
  const letGo = (code: string) => {
    held.get(code)?.release?.();
    held.delete(code);
  };
  const up = (event: KeyboardEvent) => {
    pressedIn.delete(event.code);
    letGo(event.code);
    if (event.key.startsWith("Arrow")) finishNudge();
  };
  const away = () => {
    pressedIn.clear();
    for (const code of held.keys()) letGo(code);
  };
  /** Whether the focus was moved by Tab; the canvas shows its ring only then. */
  let isTabbing = false;
  const noteTab = (event: Event) => {
    isTabbing = event instanceof KeyboardEvent && event.key === "Tab";
    if (!(event instanceof KeyboardEvent)) delete document.documentElement.dataset["focus"];
  };
  const noteFocus = () => {
    if (isTabbing) document.documentElement.dataset["focus"] = "tab";
  };

  const stop = new AbortController();
  const { signal } = stop;
  addEventListener("keydown", press, { signal, capture: true });
  addEventListener("keypress", type, { signal, capture: true });
  addEventListener("keydown", down, { signal });
  addEventListener("keyup", up, { signal, capture: true });
  addEventListener("blur", away, { signal });
  addEventListener("keydown", noteTab, { signal, capture: true });
  addEventListener("pointerdown", noteTab, { signal, capture: true });
  addEventListener("focusin", noteFocus, { signal });
  return () => stop.abort();
}

const REPEATS =
  /^(nudge|brush\.(smaller|larger)|ghost\.(next|previous|lower|raise)|edit|view\.(in|out)|object\.(next|previous)|work\.(next|previous))/;
