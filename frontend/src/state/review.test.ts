import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import type { Project } from "../contract/contract";
import { contents } from "../model/testing";
import { addShape } from "./editor";
import { outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { projectStore } from "./projectStore";
import { review } from "./review";
import { toastStore } from "./toastStore";
import { uiStore } from "./uiStore";

const KEPT = "Kept on this device, sent when the connection is back. Submit then.";
const told = () => toastStore.getState().toasts.map(({ text }) => text);

beforeEach(async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  vi.stubGlobal("document", { visibilityState: "visible", cookie: "" });
  toastStore.setState({ toasts: [] });
  uiStore.setState({ activeLabel: "cat" });
  projectStore.setState({ project: { id: "prj_1", my_role: "annotator", labels: [] } as unknown as Project });
  frameStore.load(contents(), []);
  frameStore.open("frm_1");
  outbox.end();
  await outbox.begin(`person ${Math.random()}`);
});

test("submitting without a connection says at once that the work is kept, and that it is not submitted", async () => {
  addShape({ type: "box", x: 1, y: 2, width: 30, height: 40 });
  const before = performance.now();
  expect(await review("submitted")).toBe(false);
  expect(performance.now() - before).toBeLessThan(2_000);
  expect(told()).toEqual([KEPT]);
  expect(outbox.store.getState().entries).toHaveLength(1);
  // Asked again, it tries again and answers as quickly.
  toastStore.setState({ toasts: [] });
  expect(await review("submitted")).toBe(false);
  expect(told()).toEqual([KEPT]);
});

test("a verdict that does not reach the portal says so too when nothing else waits", async () => {
  expect(await review("submitted")).toBe(false);
  expect(told()).toEqual([KEPT]);
});
