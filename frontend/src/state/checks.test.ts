// @vitest-environment happy-dom
/** Suspects are mended by ordinary corrections, step by step, and each deed is taken back. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Correction } from "../contract/contract";
import { annotation, box, contents, corrected, prediction, project } from "../model/testing";
import {
  checksStore,
  clearChecks,
  deal,
  followChecks,
  heardOfCorrection,
  rereadChecks,
  stepChecks,
  undoCheck,
} from "./checks";
import { outbox } from "./frameSession";
import { frameStore } from "./frameStore";
import { setProject } from "./projectStore";
import { toastStore } from "./toastStore";

const drawn = annotation({ id: "ann_1", frame_id: "frm_1", label: "cat", revision: 1, shape: box() });
const said = prediction({ id: "prd_1.0", frame_id: "frm_1", label: "dog", score: 0.9, shape: box() });
const suspect = (id: string, fields: object = {}) => ({
  id,
  kind: "label",
  asset_id: "ast_1",
  asset_name: "a.jpg",
  frame_id: "frm_1",
  annotation_id: "ann_1",
  prediction_id: "prd_1.0",
  label: "cat",
  suggested: "dog",
  score: 0.9,
  reason: "Called “cat”; the model is 90% sure of “dog”",
  dismissed: null,
  frame: contents().frame,
  drawn,
  other: null,
  said,
  ...fields,
});
const MISSING = { kind: "missing", annotation_id: null, drawn: null };

let listed: object[] = [];
let calls: string[] = [];
let sent: Correction[] = [];
let stop: () => void;

const settle = () => vi.waitFor(() => expect(outbox.store.getState().entries).toEqual([]));
const kinds = () => sent.map(({ kind, label }) => [kind, label].filter(Boolean).join(" "));
const told = () => toastStore.getState().toasts.map(({ text }) => text);
const counts = () => checksStore.getState().counts;

beforeEach(async () => {
  calls = [];
  sent = [];
  listed = [suspect("sus_1"), suspect("sus_2", MISSING), suspect("sus_3", { kind: "size", suggested: null })];
  let revision = 1;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    calls.push(`${init.method} ${path}`);
    const say = (body: unknown) => new Response(JSON.stringify(body));
    if (path.endsWith("/suspects/counts"))
      return say({ kinds: { label: 1, missing: 1, size: 1 }, dismissed: 0, searched_at: "2026-01-01" });
    if (path.includes("/suspects?")) return say({ suspects: listed, next: null });
    if (!path.endsWith("/corrections")) return say({});
    const { corrections } = JSON.parse(String(init.body)) as { corrections: Correction[] };
    sent.push(...corrections);
    return say({
      seq: 200,
      results: corrections.map(({ mutation_id, kind, label, annotation_id }) => {
        revision += 1;
        const now = { ...drawn, id: annotation_id ?? "", label: label ?? "cat", revision };
        const gone = kind === "remove" || kind === "withdraw" || kind === "reject";
        return {
          mutation_id,
          status: "applied",
          annotation: gone ? null : now,
          revision,
          seq: 100 + revision,
          removed: gone,
        };
      }),
    });
  });
  toastStore.setState({ toasts: [] });
  setProject(
    project({
      my_role: "annotator",
      labels: ["cat", "dog"].map((name) => ({ ...project().labels[0], name })) as never,
    }),
  );
  await outbox.begin("usr_1");
  frameStore.load(contents({ annotations: [drawn], predictions: [said] }), []);
  stop = followChecks("prj_1");
  await vi.waitFor(() => expect(checksStore.getState().items).toHaveLength(3));
});

afterEach(() => {
  stop();
  clearChecks();
  setProject(null);
  frameStore.forget(null);
  outbox.end();
  vi.unstubAllGlobals();
});

test("the suggested name is given by an ordinary correction, the next one is at hand, and undo takes it back", async () => {
  await deal("sus_1", "accept");
  await settle();
  expect(kinds()).toEqual(["relabel dog"]);
  expect(checksStore.getState().at).toBe("sus_2");
  expect(checksStore.getState().dealt.get("sus_1")?.words).toBe("Called dog");
  expect(counts()?.kinds.label).toBe(0);
  await undoCheck();
  await settle();
  expect(kinds()).toEqual(["relabel dog", "relabel cat"]);
  expect(checksStore.getState()).toMatchObject({ at: "sus_1", dealt: new Map() });
  expect(counts()?.kinds.label).toBe(1);
  await undoCheck();
  expect(sent).toHaveLength(2);
});

test("what is missing is made of the prediction", async () => {
  await deal("sus_2", "accept");
  await undoCheck();
  await settle();
  expect(kinds()).toEqual(["accept dog", "withdraw"]);
});

test("the prediction of what is not missing is rejected", async () => {
  await deal("sus_2", "remove");
  await settle();
  expect(kinds()).toEqual(["reject"]);
});

test("an object is removed and comes back", async () => {
  await deal("sus_3", "remove");
  await undoCheck("sus_3");
  await settle();
  expect(kinds()).toEqual(["remove", "restore cat"]);
});

test("where nothing is suggested nothing is done, and one is told", async () => {
  await deal("sus_3", "accept");
  expect(sent).toEqual([]);
  expect(told()[0]).toMatch(/no suggestion/);
  expect(checksStore.getState().dealt.size).toBe(0);
});

test("a dismissal is told to the portal and taken back there", async () => {
  await deal("sus_1", "dismiss");
  await undoCheck();
  expect(calls.slice(-2)).toEqual([
    "POST /api/projects/prj_1/suspects/sus_1/dismissal",
    "DELETE /api/projects/prj_1/suspects/sus_1/dismissal",
  ]);
  expect(counts()?.dismissed).toBe(0);
});

test("what is done is done once, and undone after the list was read anew too", async () => {
  await deal("sus_1", "accept");
  await deal("sus_1", "remove");
  await settle();
  expect(kinds()).toEqual(["relabel dog"]);
  listed = listed.slice(1);
  await rereadChecks();
  expect(checksStore.getState().items).toHaveLength(2);
  listed = [suspect("sus_1"), ...listed];
  await undoCheck();
  expect(kinds()).toEqual(["relabel dog", "relabel cat"]);
  expect(checksStore.getState().items).toHaveLength(3);
});

test("what somebody else changes is left to them", async () => {
  const by = (annotation_id: string | null) =>
    corrected({
      actor: { id: "usr_2", name: "bob" },
      correction: { mutation_id: "m", kind: "remove", prediction_id: null, annotation_id },
    });
  heardOfCorrection(by("ann_9"));
  expect(checksStore.getState().dealt.size).toBe(0);
  heardOfCorrection(by("ann_1"));
  expect(checksStore.getState().dealt.get("sus_1")).toEqual({ words: "Changed by bob since", isOwn: false });
  await deal("sus_1", "accept");
  expect(sent).toEqual([]);
});

test("the keyboard goes through the list", () => {
  expect(checksStore.getState().at).toBe("sus_1");
  stepChecks(1);
  stepChecks(1);
  stepChecks(1);
  expect(checksStore.getState().at).toBe("sus_3");
  stepChecks(-1);
  expect(checksStore.getState().at).toBe("sus_2");
});
