// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { contents, project } from "../model/testing";
import { frameStore } from "./frameStore";
import { handoutStore, openNextByQueue, startHandout } from "./handout";
import { openAssetStore } from "./openAssetStore";
import { projectStore, setProject } from "./projectStore";
import { finishAndNext } from "./review";
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

const LEASE = {
  frame_id: "frm_1",
  holder: { id: "usr_1", name: "bob", kind: "person" },
  until: "2030-01-01T00:00:00Z",
};
const NONE = { frame: null, lease: null, reason: "No picture waits: all are done." };

let calls: string[] = [];
/** What the other calls are answered. */
let refusals: { status: number; body: unknown }[] = [];
let answers: { status: number; body: unknown }[] = [];
let stop: () => void;

/** Answer the next questions to the queue in turn, later ones with nothing; all other calls with an empty object. */
const say = (...bodies: unknown[]) => {
  answers = bodies.map((body) => ({ status: 200, body }));
};
const told = () => toastStore.getState().toasts.map(({ text }) => text);
/** As the page does once it is there. */
const show = (id: string, asset: string) => {
  const { frame: plain } = contents();
  frameStore.load(contents({ frame: { ...plain, id, asset_id: asset } }), []);
  frameStore.open(id);
  openAssetStore.setState({ wanted: asset });
};
const openPath = () => routeStore.getState().path;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout", "performance"] });
  calls = [];
  answers = [];
  refusals = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    calls.push([init.method, path, init.body].filter(Boolean).join(" "));
    const isQuestion = path.endsWith("/queue/next");
    const { status, body } = (isQuestion ? answers.shift() : refusals.shift()) ?? {
      status: 200,
      body: isQuestion ? NONE : {},
    };
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
  test("opens with its reason, and the one after it is taken at once", async () => {
    say(handed(), handed("frm_2", "ast_2"));
    await openNextByQueue();
    expect(openPath()).toBe("/projects/prj_1/assets/ast_1");
    expect(handoutStore.getState().held?.reason).toBe("Most uncertain: 0.91");
    await settle();
    expect(handoutStore.getState().ahead?.frameId).toBe("frm_2");
    expect(calls).toEqual([
      "POST /api/projects/prj_1/queue/next {}",
      'POST /api/projects/prj_1/queue/next {"after":"frm_1"}',
    ]);
  });

  test("is the one taken ahead, without asking; the one before, untouched, is given back", async () => {
    say(handed(), handed("frm_2", "ast_2"), handed("frm_3", "ast_3"));
    await openNextByQueue();
    show("frm_1", "ast_1");
    await settle();
    calls = [];
    const asked = openNextByQueue();
    await settle();
    await asked;
    expect(openPath()).toBe("/projects/prj_1/assets/ast_2");
    expect(calls).toEqual([
      "DELETE /api/frames/frm_1/lease",
      'POST /api/projects/prj_1/queue/next {"after":"frm_2"}',
    ]);
    expect(handoutStore.getState().ahead?.frameId).toBe("frm_3");
  });

  test("is asked for when the one taken ahead may have become somebody else's in a long pause", async () => {
    say(handed(), handed("frm_2", "ast_2"), handed("frm_3", "ast_3"));
    await openNextByQueue();
    show("frm_1", "ast_1");
    // Nobody is there: nothing is kept.
    await vi.advanceTimersByTimeAsync(9 * THIRD_MS);
    calls = [];
    await openNextByQueue();
    expect(calls[0]).toBe('POST /api/projects/prj_1/queue/next {"after":"frm_1"}');
    expect(handoutStore.getState().held?.frameId).toBe("frm_3");
  });

  test("that nobody else waits for is said where nothing waits, with where to go from there", async () => {
    await openNextByQueue();
    expect(openPath()).toBe("/projects/prj_1/queue");
    expect(handoutStore.getState().ended).toBe(NONE.reason);
    expect(told()).toEqual([]);
    navigate(projectPath("prj_1", "models"));
    expect(handoutStore.getState().ended).toBeNull();
  });

  test("may be the open one, chosen from the list, where no other waits", async () => {
    show("frm_1", "ast_1");
    navigate(projectPath("prj_1", "label", "ast_1"));
    say(NONE, handed());
    await openNextByQueue();
    expect(calls.slice(0, 2)).toEqual([
      'POST /api/projects/prj_1/queue/next {"after":"frm_1"}',
      "POST /api/projects/prj_1/queue/next {}",
    ]);
    expect(openPath()).toBe("/projects/prj_1/assets/ast_1");
    expect(handoutStore.getState().held?.frameId).toBe("frm_1");
  });

  test("stays the open one, untouched, while no other waits", async () => {
    say(handed());
    await openNextByQueue();
    show("frm_1", "ast_1");
    await settle();
    await openNextByQueue();
    expect(openPath()).toBe("/projects/prj_1/assets/ast_1");
    expect(told()).toEqual(["No other picture waits: this is the last one."]);
    expect(calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
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

describe("finishing a picture", () => {
  const yes = async () => true;

  test("that the queue handed out opens the one taken ahead, and gives none back", async () => {
    say(handed(), handed("frm_2", "ast_2"), handed("frm_3", "ast_3"));
    await openNextByQueue();
    show("frm_1", "ast_1");
    await settle();
    await finishAndNext(yes);
    expect(openPath()).toBe("/projects/prj_1/assets/ast_2");
    expect(calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
  });

  test("that was the last to wait ends where nothing waits", async () => {
    say(handed());
    await openNextByQueue();
    show("frm_1", "ast_1");
    await settle();
    await finishAndNext(yes);
    expect(openPath()).toBe("/projects/prj_1/queue");
    expect(calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
  });

  test("that was chosen from the list instead goes on by the list, and gives back what was taken", async () => {
    say(handed(), handed("frm_2", "ast_2"));
    await openNextByQueue();
    await settle();
    navigate(projectPath("prj_1", "label", "ast_9"));
    expect(calls.slice(-2)).toEqual(["DELETE /api/frames/frm_1/lease", "DELETE /api/frames/frm_2/lease"]);
    show("frm_9", "ast_9");
    calls = [];
    await finishAndNext(yes);
    expect(calls).toEqual([]);
  });
});

describe("a picture that was handed out", () => {
  beforeEach(async () => {
    say(handed(), handed("frm_2", "ast_2"));
    await openNextByQueue();
    await settle();
    frameStore.load(contents(), []);
    calls = [];
  });

  test("is kept at each third of its lease while it is open, with the one taken ahead, and not after", async () => {
    for (let turn = 0; turn < 3; turn++) {
      workClock.note();
      await vi.advanceTimersByTimeAsync(THIRD_MS);
    }
    const both = ["POST /api/frames/frm_1/lease", "POST /api/frames/frm_2/lease"];
    expect(calls).toEqual([...both, ...both, ...both]);
    navigate(projectPath("prj_1", "learning"));
    expect(calls.slice(-2)).toEqual(["DELETE /api/frames/frm_1/lease", "DELETE /api/frames/frm_2/lease"]);
    calls = [];
    await vi.advanceTimersByTimeAsync(5 * THIRD_MS);
    expect(calls).toEqual([]);
  });

  test("is not kept for somebody who is away for as long as a lease lasts", async () => {
    workClock.note();
    await vi.advanceTimersByTimeAsync(9 * THIRD_MS);
    expect(calls).toHaveLength(2 * 2);
  });

  test("that was worked on is not given back when it is left; the one taken ahead is", async () => {
    const added = { kind: "reject", mutation_id: "one", prediction_id: "prd_1.0" } as never;
    frameStore.setPending("frm_1", [added]);
    frameStore.setPending("frm_1", []);
    navigate(projectPath("prj_1", "learning"));
    expect(handoutStore.getState().held).toBeNull();
    expect(calls).toEqual(["DELETE /api/frames/frm_2/lease"]);
  });

  test("is given back when the page is closed, with the one taken ahead", () => {
    dispatchEvent(new Event("pagehide"));
    expect(calls).toEqual(["DELETE /api/frames/frm_1/lease", "DELETE /api/frames/frm_2/lease"]);
  });

  test("that others hold by now is theirs, and one is told", async () => {
    refusals = [
      { status: 409, body: { code: "state_conflict", message: "bob is working on this.", fields: {} } },
    ];
    workClock.note();
    await vi.advanceTimersByTimeAsync(THIRD_MS);
    await settle();
    expect(handoutStore.getState().held).toBeNull();
    expect(told()).toEqual(["bob is working on this."]);
    expect(calls.at(-1)).toBe("DELETE /api/frames/frm_2/lease");
    expect(projectStore.getState().project?.id).toBe("prj_1");
  });

  test("stays one's own when the portal cannot be reached for a moment", async () => {
    refusals = [{ status: 503, body: {} }];
    workClock.note();
    await vi.advanceTimersByTimeAsync(THIRD_MS);
    expect(handoutStore.getState().held?.frameId).toBe("frm_1");
    await vi.advanceTimersByTimeAsync(THIRD_MS);
    expect(calls).toHaveLength(2 * 2);
  });
});

describe("a reload", () => {
  /** As a page that comes anew: nothing is known but the address and what the tab keeps. */
  const reload = async () => {
    dispatchEvent(new Event("pagehide"));
    stop();
    setProject(null);
    calls = [];
    stop = startHandout();
    setProject(project());
    await settle();
  };
  const begin = async () => {
    say(handed(), handed("frm_2", "ast_2"), handed("frm_3", "ast_3"));
    await openNextByQueue();
    show("frm_1", "ast_1");
    await settle();
  };

  test("goes on by the queue with the picture that is open, taken again", async () => {
    await begin();
    refusals = [0, 1].map(() => ({ status: 200, body: {} }));
    refusals.push({ status: 200, body: LEASE });
    await reload();
    expect(calls).toEqual([
      "POST /api/frames/frm_1/lease",
      'POST /api/projects/prj_1/queue/next {"after":"frm_1"}',
    ]);
    expect(handoutStore.getState().held).toEqual({
      frameId: "frm_1",
      assetId: "ast_1",
      reason: "Most uncertain: 0.91",
    });
    expect(handoutStore.getState().ahead?.frameId).toBe("frm_3");
  });

  test("leaves the queue where somebody else has the picture by now, or another one is open", async () => {
    await begin();
    refusals = [0, 1].map(() => ({ status: 200, body: {} }));
    refusals.push({ status: 409, body: { code: "state_conflict", message: "held by ann", fields: {} } });
    await reload();
    expect(handoutStore.getState().held).toBeNull();
    await begin();
    dispatchEvent(new Event("pagehide"));
    navigate(projectPath("prj_1", "label", "ast_9"));
    calls = [];
    dispatchEvent(new Event("pageshow"));
    await settle();
    expect([handoutStore.getState().held, calls]).toEqual([null, []]);
  });

  test("of a picture that was worked on takes nothing again, and goes on all the same", async () => {
    await begin();
    const added = { kind: "reject", mutation_id: "one", prediction_id: "prd_1.0" } as never;
    frameStore.setPending("frm_1", [added]);
    frameStore.setPending("frm_1", []);
    await reload();
    expect(calls).toEqual(['POST /api/projects/prj_1/queue/next {"after":"frm_1"}']);
    expect(handoutStore.getState().held?.frameId).toBe("frm_1");
  });

  test("with spoilt memory is a reload like any other", async () => {
    for (const spoilt of ["{", "[]", '{"projectId":"prj_1"}', "null"]) {
      sessionStorage.setItem("tandem.handout", spoilt);
      await reload();
      expect(handoutStore.getState().held).toBeNull();
    }
  });
});
