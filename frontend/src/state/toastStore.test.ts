import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { dismissToast, holdToast, releaseToast, toast, toastStore } from "./toastStore";

const shown = () => toastStore.getState().toasts;

beforeEach(() => {
  vi.useFakeTimers();
  for (const { id } of shown()) dismissToast(id);
});
afterEach(() => vi.useRealTimers());

it("says the same thing once, and takes the way back that comes with the second time", () => {
  toast("Version 3 is live.", "good");
  toast("Version 3 is live.", "good", { title: "Undo", run: () => undefined });
  toast("Version 3 is live.", "good");
  expect(shown().map(({ text, action }) => [text, action?.title])).toEqual([["Version 3 is live.", "Undo"]]);
});

it("stays twice as long with a way back, and as long as somebody is at it", () => {
  toast("plain");
  toast("undoable", "good", { title: "Undo", run: () => undefined });
  vi.advanceTimersByTime(7_000);
  expect(shown().map(({ text }) => text)).toEqual(["undoable"]);
  const id = shown()[0]?.id ?? 0;
  holdToast(id);
  vi.advanceTimersByTime(60_000);
  expect(shown()).toHaveLength(1);
  releaseToast(id);
  vi.advanceTimersByTime(13_000);
  expect(shown()).toEqual([]);
});
