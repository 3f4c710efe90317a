// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { contents, corrected, prediction, project } from "../model/testing";
import { startOffers } from "./alikeOffer";
import { answerChosen, closeAlike, findForSelected, flipOne, moveLine, reviewOffer } from "./alikePanel";
import { alikeStore, forgetAnswered } from "./alikeStore";
import { rejectGhosts } from "./editor";
import { outbox, undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { openAssetStore } from "./openAssetStore";
import { setProject } from "./projectStore";
import { select } from "./selectionStore";
import { toastStore } from "./toastStore";
import { uiStore } from "./uiStore";
import { redo, undo } from "./undo";

const ghosts = ["prd_1.0", "prd_1.1"].map((id) => prediction({ id }));
const like = (id: string, alike: number) => ({
  prediction: prediction({ id, frame_id: "frm_2" }),
  asset_id: "ast_2",
  frame_width: 10,
  frame_height: 10,
  tiles: null,
  alike,
});
const FOUND = {
  prediction_id: "prd_1.0",
  label: "cat",
  suggestion: { kind: "reject", label: null },
  similar: [like("prd_2.0", 0.9), like("prd_2.1", 0.45)],
  compared: 40,
  pending: false,
  reason: null,
};
const PENDING = { ...FOUND, similar: [], compared: 0, pending: true, reason: "Not compared yet." };

let calls: { path: string; body: { group?: string; prediction_ids?: string[]; kind?: string } }[];
/** What is answered to the questions for look-alikes in turn; the last one stays. */
let found: object[];
let isDown = false;
let stop: () => void;

const ofPath = (part: string) => calls.filter(({ path }) => path.includes(part));
const said = () => toastStore.getState().toasts.map(({ text }) => text);
const shown = () => alikeStore.getState().offer?.found.similar.map((one) => one.prediction.id) ?? null;
const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

function answer(path: string, body: { prediction_ids?: string[]; corrections?: { mutation_id: string }[] }) {
  if (path.includes("/similar")) return found.length > 1 ? found.shift() : found[0];
  if (path.endsWith("/corrections")) {
    const results = body.corrections?.map(({ mutation_id }) => ({ mutation_id, status: "applied", seq: 9 }));
    return { seq: 9, results };
  }
  const ids = body.prediction_ids ?? ["prd_2.0"];
  return {
    group: "g",
    results: ids.map((id) => ({ prediction_id: id, frame_id: "frm_2", status: "applied" })),
  };
}

beforeEach(async () => {
  calls = [];
  found = [FOUND];
  isDown = false;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (isDown) throw new TypeError("Failed to fetch");
    const body = init.body ? JSON.parse(String(init.body)) : {};
    calls.push({ path, body });
    return new Response(JSON.stringify(answer(path, body)), { status: 200 });
  });
  outbox.end();
  await outbox.begin(`person ${Math.random()}`);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  toastStore.setState({ toasts: [] });
  undoStack.clear();
  setProject(project({ labels: [{ name: "cat" }, { name: "cup" }] as never }));
  uiStore.setState({ activeLabel: "cup", dialog: null });
  frameStore.load(contents({ predictions: ghosts }), []);
  frameStore.open("frm_1");
  stop = startOffers();
});
afterEach(() => {
  closeAlike();
  setProject(null);
  stop();
  vi.useRealTimers();
});

const reject = async (id = "prd_1.0") => {
  rejectGhosts(ghosts.filter((ghost) => ghost.id === id));
  // The way to the portal and back takes turns of the real clock: what is kept goes through IndexedDB.
  await vi.waitFor(() => expect(outbox.store.getState().entries).toHaveLength(0));
  await wait(600);
};

describe("the offer", () => {
  test("comes by itself after a mistake, and takes neither the focus nor the keys", async () => {
    await reject();
    expect(shown()).toEqual(["prd_2.0", "prd_2.1"]);
    expect(uiStore.getState().dialog).toBeNull();
    expect(ofPath("/similar")[0]?.path).toMatch(/frames\/frm_1\/similar\?correction=[\w-]{36}&limit=60$/);
  });

  test("waits until the mistake has been compared", async () => {
    found = [PENDING, FOUND];
    await reject();
    expect(shown()).toBeNull();
    await wait(1_600);
    expect(shown()).toHaveLength(2);
  });

  test("asks no more than a few times", async () => {
    found = [PENDING];
    await reject();
    await wait(600_000);
    expect(ofPath("/similar")).toHaveLength(6);
  });

  test("goes when the correction is taken back", async () => {
    await reject();
    undo();
    await vi.waitFor(() => expect(shown()).toBeNull());
  });

  test("stays over the next picture and goes at the one after it", async () => {
    await reject();
    openAssetStore.setState({ wanted: "ast_2" });
    expect(shown()).toHaveLength(2);
    openAssetStore.setState({ wanted: "ast_3" });
    expect(shown()).toBeNull();
  });

  test("leaves out what somebody answers meanwhile, and goes with the last", async () => {
    await reject();
    const answered = (id: string) =>
      corrected({
        correction: { mutation_id: "m", kind: "reject", prediction_id: id, annotation_id: null },
      });
    forgetAnswered(answered("prd_2.0"));
    expect(shown()).toEqual(["prd_2.1"]);
    forgetAnswered(answered("prd_2.1"));
    expect(shown()).toBeNull();
  });
});

describe("the panel", () => {
  test("answers what is chosen as one act, which one undo takes back and one redo makes again", async () => {
    await reject();
    reviewOffer();
    expect(uiStore.getState().dialog).toBe("alike");
    await answerChosen();
    const [first] = ofPath("/answers");
    expect(first?.body).toMatchObject({ prediction_ids: ["prd_2.0"], kind: "reject" });
    expect(first?.body.group).toMatch(/^[0-9a-f]{32}$/);
    expect([uiStore.getState().dialog, shown(), said()]).toEqual([null, null, ["1 rejected."]]);

    undo();
    await vi.waitFor(() => expect(said()).toEqual(["1 is open again."]));
    expect(ofPath("/undo")[0]?.path).toContain(`/answers/${first?.body.group}/undo`);
    redo();
    await vi.waitFor(() => expect(ofPath("/answers")).toHaveLength(3));
    const again = ofPath("/answers")[2]?.body;
    expect(again?.prediction_ids).toEqual(["prd_2.0"]);
    expect(again?.group).not.toBe(first?.body.group);
  });

  test("is taken back by its notice too, and then not once more by undo", async () => {
    await reject();
    reviewOffer();
    await answerChosen();
    toastStore.getState().toasts[0]?.action?.run();
    await vi.waitFor(() => expect(said()).toContain("1 is open again."));
    undo();
    await wait(0);
    expect(ofPath("/undo")).toHaveLength(1);
  });

  test("follows the line and the hand", async () => {
    await reject();
    reviewOffer();
    moveLine(0.4);
    const [first] = alikeStore.getState().panel?.found?.similar ?? [];
    if (first) flipOne(first);
    await answerChosen();
    expect(ofPath("/answers")[0]?.body.prediction_ids).toEqual(["prd_2.1"]);
  });

  test("keeps what was chosen when the portal is away, and repeats it under the same name", async () => {
    await reject();
    reviewOffer();
    isDown = true;
    await answerChosen();
    expect(alikeStore.getState().panel?.fault).toContain("cannot be reached");
    const groups: string[] = [];
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
      const body = JSON.parse(String(init.body));
      groups.push(body.group);
      return new Response(groups.length > 1 ? JSON.stringify(answer(path, body)) : "{}", {
        status: groups.length > 1 ? 200 : 503,
      });
    });
    await answerChosen();
    await answerChosen();
    expect(new Set(groups).size).toBe(1);
    expect(alikeStore.getState().panel).toBeNull();
  });

  test("opens for a selected ghost, and says why nothing looks like it", async () => {
    found = [{ ...FOUND, suggestion: null, similar: [], compared: 1 }];
    select(["prd_1.1"]);
    await findForSelected();
    expect(ofPath("/similar")[0]?.path).toBe("/api/predictions/prd_1.1/similar?limit=60");
    expect(alikeStore.getState().panel?.found?.similar).toEqual([]);
    expect(alikeStore.getState().panel?.kind).toBe("reject");
    expect(alikeStore.getState().panel?.label).toBe("cup");
  });
});
