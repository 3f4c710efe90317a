// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useStore } from "zustand";
import { decodeEvaluation } from "../../contract/decodeLearning";
import { project } from "../../model/testing";
import { blindStore, closeBlind } from "../../state/blind";
import { projectStore } from "../../state/projectStore";
import { uiStore } from "../../state/uiStore";
import { BlindDialog } from "./BlindDialog";
import { CompareBlind } from "./CompareBlind";

type Answer = [status: number, body: unknown];
const asked: string[] = [];
let answers: Answer[] = [];
/** What the portal holds back until the test lets it go. */
let held: { release?: () => void } | null = null;
let root: Root;

const votes = (candidate: number, champion = 0) => ({ candidate, champion, equal: 0 });
const box = (label: string, x: number) => ({
  label,
  score: 0.9,
  shape: { type: "box", x, y: 1, width: 5, height: 5 },
});
const shows = (number: number, count = number - 1): Answer => [
  200,
  {
    pair: {
      pair_id: `bln_${number}`,
      frame_id: `frm_${number}`,
      asset_id: "ast_1",
      width: 64,
      height: 48,
      a: [box("cat", 1), box("cat", 9), box("dog", 20)],
      b: [],
      number,
      total: 3,
    },
    reason: null,
    votes: votes(count),
    wanted: 3,
  },
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
  policy: { ...project().gate, blind_votes: 3 },
  status: "finished",
  verdict: "undecided",
  actor: { kind: "user", id: "1", name: "ann" },
  ...changes,
});

/** The card that asks for votes, and the dialog where the app shows it. */
function Page() {
  const dialog = useStore(uiStore, (state) => state.dialog);
  return (
    <>
      <CompareBlind evaluation={decodeEvaluation(evaluation(), "evaluation")} />
      {dialog === "blind" && <BlindDialog />}
    </>
  );
}

const dialog = () => document.querySelector("dialog");
const text = () => dialog()?.textContent ?? "";
const button = (name: string) =>
  [...document.querySelectorAll("button")].find((found) =>
    (found.getAttribute("aria-label") ?? found.textContent ?? "").includes(name),
  );
const settle = () =>
  act(() => vi.waitFor(() => expect([answers, blindStore.getState().busy]).toEqual([[], false])));
const click = (name: string) => act(async () => button(name)?.click());
const press = (code: string, more: KeyboardEventInit = {}) =>
  act(async () => {
    dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true, ...more }));
  });
const sent = () => asked.filter((call) => call.startsWith("POST")).map((call) => call.split(" ")[2]);

async function open(...first: Answer[]): Promise<void> {
  answers = first;
  await click("Compare blind");
  await settle();
}

beforeEach(async () => {
  asked.length = 0;
  held = null;
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  // The test's window loads no pictures.
  vi.stubGlobal(
    "Image",
    class {
      src = "";
      decode = () => Promise.resolve();
    },
  );
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path} ${init.body ?? ""}`.trim());
    const [status, body] = answers.shift() ?? [500, { code: "x", message: "unasked", fields: {} }];
    const waiting = held;
    if (waiting)
      await new Promise<void>((resolve) => {
        waiting.release = resolve;
      });
    return Response.json(body, { status });
  });
  projectStore.setState({
    project: project({ champion: { id: "mdl_1" } as never, my_role: "annotator" }),
  });
  document.body.innerHTML = '<div id="page"></div>';
  root = createRoot(document.getElementById("page") as HTMLElement);
  await act(async () => root.render(<Page />));
});
afterEach(async () => {
  await act(async () => {
    closeBlind();
    root.unmount();
  });
  vi.unstubAllGlobals();
});

describe("the blind comparison", () => {
  test("is opened where votes are wanted, shows both sides without names, and goes on by keys", async () => {
    expect(button("Compare blind")?.textContent).toContain("0 of 3");
    await open(shows(1));
    expect(text()).toContain("0 of 3 votes");
    expect(text()).toContain("picture 1 of 3");
    const panes = [...document.querySelectorAll(".blind-pane svg")];
    expect(panes.map((pane) => pane.getAttribute("aria-label"))).toEqual([
      "Left: 2 cat, 1 dog",
      "Right: nothing",
    ]);
    expect(panes.map((pane) => pane.querySelector("image")?.getAttribute("href"))).toEqual(
      Array(2).fill("/api/frames/frm_1/image"),
    );
    expect(text()).not.toMatch(/mdl_|champion|candidate/i);

    answers = [counted(1), shows(2)];
    await press("Digit1");
    await settle();
    expect(text()).toContain("picture 2 of 3");
    expect(text()).toContain("1 of 3 votes");
    answers = [counted(2), shows(3)];
    await press("Numpad0");
    await settle();
    answers = [
      counted(3, "promote"),
      [200, evaluation({ verdict: "promote", acted: true, reasons: ["AP50 0.62."] })],
    ];
    await click("Right is better");
    await settle();
    expect(text()).toContain("the new version won, and predicts from now on");
    expect(text()).toContain("AP50 0.62.");
    expect(document.activeElement?.textContent).toBe("Done");
    expect(sent()).toEqual([
      '{"pair_id":"bln_1","choice":"a"}',
      '{"pair_id":"bln_2","choice":"equal"}',
      '{"pair_id":"bln_3","choice":"b"}',
    ]);
    await click("Done");
    expect(dialog()).toBeNull();
    expect(blindStore.getState().evaluationId).toBeNull();
  });

  test("takes one vote a picture, however often and with whatever keys one presses", async () => {
    await open(shows(1));
    await press("Digit1", { ctrlKey: true });
    await press("Digit2", { repeat: true });
    await press("KeyA");
    expect(sent()).toEqual([]);
    held = {};
    answers = [counted(1), shows(2)];
    await press("Digit2");
    expect(button("Left is better")?.getAttribute("aria-disabled")).toBe("true");
    await press("Digit1");
    await click("Equal");
    const { release } = held as { release?: () => void };
    held = null;
    await act(async () => release?.());
    await settle();
    expect(sent()).toEqual(['{"pair_id":"bln_1","choice":"b"}']);
  });

  test("keeps the picture where a vote did not arrive, and can be tried again where none could be read", async () => {
    await open([503, { code: "store_unavailable", message: "The store is away.", fields: {} }]);
    expect(dialog()?.querySelector('[role="alert"]')?.textContent).toContain("The store is away.");
    answers = [shows(1)];
    await click("Try again");
    await settle();
    expect(dialog()?.querySelector('[role="alert"]')).toBeNull();
    answers = [[503, { code: "store_unavailable", message: "Away again.", fields: {} }]];
    await press("Digit1");
    await settle();
    expect(text()).toContain("Away again.");
    expect(text()).toContain("picture 1 of 3");
    answers = [counted(1), shows(2)];
    await press("Digit1");
    await settle();
    expect(text()).toContain("picture 2 of 3");
    expect(text()).not.toContain("Away again.");
  });

  test("says why there is nothing to compare, and Escape closes it", async () => {
    await open([200, { pair: null, reason: "You have seen every picture.", votes: votes(1), wanted: 3 }]);
    expect(text()).toContain("You have seen every picture.");
    await press("Digit1");
    expect(sent()).toEqual([]);
    await act(async () => {
      dialog()?.dispatchEvent(new Event("cancel", { cancelable: true }));
    });
    expect(dialog()).toBeNull();
  });

  test("looks closer at both sides at once, and at all of the picture again with the next one", async () => {
    await open(shows(1));
    const views = () =>
      [...document.querySelectorAll(".blind-pane svg")].map((pane) => pane.getAttribute("viewBox"));
    const [whole] = views();
    await click("Look closer");
    expect(new Set(views()).size).toBe(1);
    expect(views()[0]).not.toBe(whole);
    answers = [counted(1), shows(2)];
    await press("Digit0");
    await settle();
    expect(views()).toEqual([whole, whole]);
  });

  test("is not offered to who may only look", async () => {
    await act(async () => projectStore.setState({ project: project({ my_role: "viewer" as never }) }));
    expect(button("Compare blind")).toBeUndefined();
  });
});
