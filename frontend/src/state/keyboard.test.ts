// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { annotation, contents, project } from "../model/testing";
import { setOverrides } from "./bindingsStore";
import { frameStore } from "./frameStore";
import { listenToKeyboard } from "./keyboard";
import { meStore } from "./meStore";
import { setProject } from "./projectStore";
import { select, selectionStore } from "./selectionStore";
import { uiStore } from "./uiStore";
import { viewStore } from "./viewStore";

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

  test("runs the command of a key that a person chose, and no longer the one it had", () => {
    setOverrides(new Map([["help.keys", ["f1"]]]));
    send("keydown", "?");
    expect(uiStore.getState().dialog).toBeNull();
    send("keydown", "F1");
    expect(uiStore.getState().dialog).toBe("help");
    setOverrides(new Map());
  });
});

describe("the keyboard on a picture", () => {
  beforeEach(() => {
    setProject(project());
    frameStore.load(contents({ annotations: [annotation()] }), []);
    frameStore.open("frm_1");
    select([]);
  });
  afterEach(() => {
    frameStore.open(null);
    setProject(null);
  });

  test("a held key hides all objects until it is let go, or the window loses the focus", () => {
    send("keydown", "d");
    send("keydown", "d", true);
    expect(viewStore.getState().peeking).toBe(true);
    send("keyup", "d");
    expect(viewStore.getState().peeking).toBe(false);
    send("keydown", "d");
    dispatchEvent(new Event("blur"));
    expect(viewStore.getState().peeking).toBe(false);
  });

  test("Tab goes to the next object, and belongs to the browser where there is none", () => {
    expect(send("keydown", "Tab")).toBe(false);
    expect([...selectionStore.getState().ids]).toEqual(["ann_1"]);
    frameStore.load(contents({ seq: 9 }), []);
    expect(send("keydown", "Tab")).toBe(true);
  });

  test("a letter of another alphabet means the key it stands on", () => {
    const event = new KeyboardEvent("keydown", { key: "м", code: "KeyV", cancelable: true, bubbles: true });
    uiStore.setState({ tool: "box" });
    document.body.dispatchEvent(event);
    expect(uiStore.getState().tool).toBe("select");
  });
});
