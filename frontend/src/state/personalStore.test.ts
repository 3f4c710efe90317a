import { beforeEach, expect, test } from "vitest";
import {
  isLocked,
  isOutOfSight,
  personalStore,
  setIsolated,
  showAgain,
  startPersonal,
  togglePersonal,
} from "./personalStore";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  globalThis.localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as unknown as Storage;
  personalStore.setState({ projectId: null, locked: new Set(), hidden: new Set(), isolated: null });
});

test("locks and what is hidden are kept per project and come back", () => {
  startPersonal("prj_1");
  togglePersonal("locked", ["a", "b"]);
  togglePersonal("hidden", ["c"]);
  startPersonal("prj_2");
  expect(isLocked("a")).toBe(false);
  startPersonal("prj_1");
  expect([isLocked("a"), isLocked(undefined)]).toEqual([true, false]);
  expect(isOutOfSight(personalStore.getState(), "c")).toBe(true);
});

test("some locked and some not: all are locked, then none", () => {
  startPersonal("prj_1");
  togglePersonal("locked", ["a"]);
  togglePersonal("locked", ["a", "b"]);
  expect([isLocked("a"), isLocked("b")]).toEqual([true, true]);
  togglePersonal("locked", ["a", "b"]);
  expect([isLocked("a"), isLocked("b")]).toEqual([false, false]);
});

test("a broken memory is an empty one", () => {
  kept.set("tandem.locked.prj_1", "{");
  startPersonal("prj_1");
  expect(personalStore.getState().locked.size).toBe(0);
});

test("what is isolated is seen alone, until everything is shown again", () => {
  startPersonal("prj_1");
  togglePersonal("hidden", ["a"]);
  setIsolated(new Set(["b"]));
  const unseen = () => ["a", "b", "c"].filter((id) => isOutOfSight(personalStore.getState(), id));
  expect(unseen()).toEqual(["a", "c"]);
  showAgain(["a", "b", "c"]);
  expect(unseen()).toEqual([]);
  expect(kept.get("tandem.hidden.prj_1")).toBe("[]");
});
