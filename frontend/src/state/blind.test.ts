import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { project } from "../model/testing";
import { blindStore, choose, openAwaited, openBlind } from "./blind";
import { projectStore } from "./projectStore";
import { toastStore } from "./toastStore";
import { uiStore } from "./uiStore";

type Answer = [status: number, body: unknown];
const asked: string[] = [];
let answers: Answer[] = [];

const votes = (count: number) => ({ candidate: count, champion: 0, equal: 0 });
const pair = (number: number) => ({
  pair_id: `bln_${number}`,
  frame_id: `frm_${number}`,
  asset_id: "ast_1",
  width: 64,
  height: 48,
  a: [{ label: "cat", score: 0.9, shape: { type: "box", x: 1, y: 1, width: 5, height: 5 } }],
  b: [],
  number,
  total: 3,
});
const shows = (number: number, count = number - 1): Answer => [
  200,
  { pair: pair(number), reason: null, votes: votes(count), wanted: 3 },
];
const counted = (count: number, verdict = "undecided"): Answer => [
  200,
  { votes: votes(count), wanted: 3, verdict },
];
const evaluation = (changes: object = {}) => ({
  id: "evl_1",
  project_id: "prj_1",
  candidate_id: "mdl_2",
  champion_id: "mdl_1",
  policy: project().gate,
  status: "finished",
  verdict: "undecided",
  actor: { kind: "user", id: "1", name: "ann" },
  ...changes,
});
const wanting = { ...project().gate, blind_votes: 3 };
const now = () => blindStore.getState();
const settled = () => vi.waitFor(() => expect([answers, now().busy]).toEqual([[], false]));

beforeEach(() => {
  asked.length = 0;
  toastStore.setState({ toasts: [] });
  uiStore.setState({ dialog: null });
  projectStore.setState({ project: project({ champion: { id: "mdl_1" } as never }) });
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path} ${init.body ?? ""}`.trim());
    const [status, body] = answers.shift() ?? [500, {}];
    return Response.json(body, { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

it("goes from pair to pair, and tells the verdict after the last vote", async () => {
  answers = [shows(1)];
  openBlind("evl_1");
  await settled();
  expect([now().pair?.pair_id, uiStore.getState().dialog]).toEqual(["bln_1", "blind"]);
  answers = [counted(1), shows(2)];
  await choose("a");
  expect([now().pair?.pair_id, now().votes.candidate]).toEqual(["bln_2", 1]);
  answers = [counted(3, "promote"), [200, evaluation({ verdict: "promote", acted: true })]];
  await choose("equal");
  expect([now().pair, now().outcome?.acted]).toEqual([null, true]);
  expect(asked.filter((call) => call.startsWith("POST"))).toEqual([
    'POST /api/evaluations/evl_1/blind {"pair_id":"bln_1","choice":"a"}',
    'POST /api/evaluations/evl_1/blind {"pair_id":"bln_2","choice":"equal"}',
  ]);
});

it("goes on where a pair was voted on already, and keeps the pair where the vote did not arrive", async () => {
  answers = [shows(1)];
  openBlind("evl_1");
  await settled();
  answers = [
    [409, { code: "already_exists", message: "You have voted on this pair.", fields: {} }],
    shows(2),
  ];
  await choose("b");
  expect([now().pair?.pair_id, now().fault]).toEqual(["bln_2", null]);
  answers = [[503, { code: "store_unavailable", message: "The store is away.", fields: {} }]];
  await choose("b");
  expect([now().pair?.pair_id, now().fault, now().busy]).toEqual(["bln_2", "The store is away.", false]);
});

it("says why there is nothing to compare", async () => {
  answers = [[200, { pair: null, reason: "This evaluation is over.", votes: votes(3), wanted: 3 }]];
  openBlind("evl_1");
  await settled();
  expect([now().pair, now().reason]).toEqual([null, "This evaluation is over."]);
  await choose("a");
  expect(asked).toHaveLength(1);
});

it("finds the comparison that waits from anywhere", async () => {
  answers = [[200, { evaluations: [evaluation()], next: null }]];
  await openAwaited();
  expect(toastStore.getState().toasts.map(({ text }) => text)).toEqual(["No comparison waits for votes."]);
  expect(uiStore.getState().dialog).toBeNull();
  answers = [[200, { evaluations: [evaluation({ policy: wanting })], next: null }], shows(1)];
  await openAwaited();
  await settled();
  expect([uiStore.getState().dialog, now().evaluationId]).toEqual(["blind", "evl_1"]);
});
