// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listenToKeyboard } from "./keyboard";
import { meStore } from "./meStore";
import { uiStore } from "./uiStore";

let stop: () => void;

/** One event of a key, as the browser sends it to whatever has the focus; returns whether it may type. */
function send(type: "keydown" | "keypress" | "keyup", key: string, repeat = false): boolean {
  const event = new KeyboardEvent(type, { key, code: `Key${key}`, repeat, bubbles: true, cancelable: true });
  return (document.activeElement ?? document.body).dispatchEvent(event);
}

/** A dialog with a field, which takes the focus as soon as it opens. */
function openDialogWithField(): void {
  document.body.innerHTML = "<dialog open><input></dialog>";
  document.querySelector("input")?.focus();
}

beforeEach(() => {
  document.body.innerHTML = "";
  uiStore.setState({ dialog: null });
  meStore.setState({ status: "in" });
  stop = listenToKeyboard();
});
afterEach(() => stop());

describe("the keyboard", () => {
  test("runs the command of a key", () => {
    send("keydown", "?");
    expect(uiStore.getState().dialog).toBe("help");
  });

  test("runs nothing while a dialog is open", () => {
    document.body.innerHTML = "<dialog open><button></button></dialog>";
    send("keydown", "?");
    expect(uiStore.getState().dialog).toBeNull();
  });

  test("runs nothing once the session has ended, though the dialog that says so is not there yet", () => {
    meStore.setState({ status: "expired" });
    send("keydown", "?");
    expect(uiStore.getState().dialog).toBeNull();
  });

  test("a key that opened a dialog types nothing into its field, however long it is held", () => {
    send("keydown", "a");
    openDialogWithField();
    expect(send("keypress", "a")).toBe(false);
    expect(send("keydown", "a", true)).toBe(false);
    send("keyup", "a");
    expect(send("keydown", "a")).toBe(true);
    expect(send("keypress", "a")).toBe(true);
  });

  test("leaves typing in a field alone, also when a key is held", () => {
    openDialogWithField();
    expect(send("keydown", "a")).toBe(true);
    expect(send("keypress", "a")).toBe(true);
    expect(send("keydown", "a", true)).toBe(true);
  });
});
