// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { contents, project } from "../model/testing";
import { frameStore } from "./frameStore";
import { handoutStore, openNextByQueue, startHandout } from "./handout";
import { projectStore, setProject } from "./projectStore";
import { navigate, projectPath, routeStore } from "./routeStore";
import { toastStore } from "./toastStore";
import { workClock } from "./workClock";

const THIRD_MS = 200_000;
const frame = (id: string, asset: string) => ({
  id,
  asset_id: asset,
  project_id: "prj_1",
  width: 10,
  height: 10,
});
const handed = (id = "frm_1", asset = "ast_1") => ({
  frame: frame(id, asset),
  lease: null,
  reason: "Most uncertain: 0.91",
});

let calls: string[] = [];
let answers: { status: number; body: unknown }[] = [];
let stop: () => void;

/** Answer the next calls in turn, every later one with an empty object. */
const say = (...bodies: unknown[]) => {
  answers = bodies.map((body) => ({ status: 200, body }));
};
const openPath = () => routeStore.getState().path;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout", "performance"] });
  calls = [];
  answers = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    calls.push([init.method, path, init.body].filter(Boolean).join(" "));
    const { status, body } = answers.shift() ?? { status: 200, body: {} };
    return new Response(JSON.stringify(body), { status });
  });
  toastStore.setState({ toasts: [] });
  frameStore.open(null);
  frameStore.forget(null);
  setProject(project());
  navigate(projectPath("prj_1"));
  stop = startHandout();
});
afterEach(() => {
  navigate("/");
  stop();
  vi.useRealTimers();
});

describe("the next picture by the queue", () => {
  test("opens with its reason; the one before is named and, untouched, given back", async () => {
    say(handed());
    await openNextByQueue();
    expect(openPath()).toBe("/projects/prj_1/assets/ast_1");
    expect(handoutStore.getState().held?.reason).toBe("Most uncertain: 0.91");
    frameStore.load(contents(), []);
    frameStore.open("frm_1");
    say(handed("frm_2", "ast_2"));
    await openNextByQueue();
    expect(openPath()).toBe("/projects/prj_1/assets/ast_2");
    expect(handoutStore.getState().held?.frameId).toBe("frm_2");
    expect(calls).toEqual([
      "POST /api/projects/prj_1/queue/next {}",
      'POST /api/projects/prj_1/queue/next {"after":"frm_1"}',
      "DELETE /api/frames/frm_1/lease",
    ]);
  });

  test("stays where one is and says so when nothing waits", async () => {
    say({ frame: null, lease: null, reason: "No picture waits: all are done." });
    await openNextByQueue();
    expect(openPath()).toBe("/projects/prj_1");
    expect(toastStore.getState().toasts.map(({ text }) => text)).toEqual(["No picture waits: all are done."]);
    expect(handoutStore.getState()).toEqual({ held: null, asking: false });
  });

  test("is given back, not opened, when the person went elsewhere meanwhile", async () => {
    say(handed());
    const asked = openNextByQueue();
    navigate(projectPath("prj_1", "models"));
    await asked;
    expect(openPath()).toBe("/projects/prj_1/models");
    expect(calls.at(-1)).toBe("DELETE /api/frames/frm_1/lease");
    expect(handoutStore.getState().held).toBeNull();
  });

  test("of a video opens at its frame", async () => {
    const asset = "a".repeat(24);
    say(handed(`frm_${asset}0000001e`, `ast_${asset}`));
    await openNextByQueue();
    expect(openPath()).toBe(`/projects/prj_1/assets/ast_${asset}?frame=30`);
  });
});

describe("a picture that was handed out", () => {
  beforeEach(async () => {
    say(handed());
    await openNextByQueue();
    frameStore.load(contents(), []);
    calls = [];
    answers = [];
  });

  test("is kept at each third of its lease while it is open, and not after", async () => {
    for (let turn = 0; turn < 3; turn++) {
      workClock.note();
      await vi.advanceTimersByTimeAsync(THIRD_MS);
    }
    expect(calls).toEqual(Array(3).fill("POST /api/frames/frm_1/lease"));
    navigate(projectPath("prj_1", "learning"));
    expect(calls.at(-1)).toBe("DELETE /api/frames/frm_1/lease");
    calls = [];
    await vi.advanceTimersByTimeAsync(5 * THIRD_MS);
    expect(calls).toEqual([]);
  });

  test("is not kept for somebody who is away for as long as a lease lasts", async () => {
    workClock.note();
    await vi.advanceTimersByTimeAsync(9 * THIRD_MS);
    expect(calls).toHaveLength(2);
  });

  test("that was worked on is not given back when it is left", async () => {
    const added = { kind: "reject", mutation_id: "one", prediction_id: "prd_1.0" } as never;
    frameStore.setPending("frm_1", [added]);
    frameStore.setPending("frm_1", []);
    navigate(projectPath("prj_1", "learning"));
    expect(handoutStore.getState().held).toBeNull();
    expect(calls).toEqual([]);
  });

  test("is given back when the page is closed", () => {
    dispatchEvent(new Event("pagehide"));
    expect(calls).toEqual(["DELETE /api/frames/frm_1/lease"]);
  });

  test("that others hold by now is theirs, and one is told", async () => {
    answers = [
      { status: 409, body: { code: "state_conflict", message: "bob is working on this.", fields: {} } },
    ];
    workClock.note();
    await vi.advanceTimersByTimeAsync(THIRD_MS);
    await settle();
    expect(handoutStore.getState().held).toBeNull();
    expect(toastStore.getState().toasts.map(({ text }) => text)).toEqual(["bob is working on this."]);
    expect(projectStore.getState().project?.id).toBe("prj_1");
  });

  test("stays one's own when the portal cannot be reached for a moment", async () => {
    answers = [{ status: 503, body: {} }];
    workClock.note();
    await vi.advanceTimersByTimeAsync(THIRD_MS);
    expect(handoutStore.getState().held?.frameId).toBe("frm_1");
    await vi.advanceTimersByTimeAsync(THIRD_MS);
    expect(calls).toHaveLength(2);
  });
});
