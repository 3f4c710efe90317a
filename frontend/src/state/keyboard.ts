/** Listens to the keyboard and runs the command that a press means in the scopes that are active. */
import { activeScopes, commandForKey } from "./commands";
import { nameKey, type Scope } from "./keys";
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
    const scopes: readonly Scope[] = isControl(event.target)
      ? activeScopes().filter((scope) => scope !== "canvas")
      : activeScopes();
    const key = nameKey(event);
    const command = commandForKey(key, scopes);
    if (!command) return;
    event.preventDefault();
    if (event.repeat && !REPEATS.test(command.id)) return;
    if (!command.id.startsWith("nudge.")) finishNudge();
    command.run();
  };
  const up = (event: KeyboardEvent) => {
    pressedIn.delete(event.code);
    if (event.key.startsWith("Arrow")) finishNudge();
  };
  const away = () => pressedIn.clear();
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
