/** Listens to the keyboard and runs the command that a press means in the scopes that are active. */
import { activeScopes, commandForKey } from "./commands";
import { nameKey, type Scope } from "./keys";
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

/** Start listening; returns how to stop. */
export function listenToKeyboard(): () => void {
  const down = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
    // An open dialog has the keyboard for itself.
    if (document.querySelector("dialog[open]")) return;
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
    if (event.key.startsWith("Arrow")) finishNudge();
  };
  addEventListener("keydown", down);
  addEventListener("keyup", up);
  return () => {
    removeEventListener("keydown", down);
    removeEventListener("keyup", up);
  };
}

const REPEATS =
  /^(nudge|ghost\.(next|previous|lower|raise)|edit|view\.(in|out)|object\.(next|previous)|work\.(next|previous))/;
