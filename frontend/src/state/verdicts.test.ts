import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ModelVersion } from "../contract/contract";
import { project } from "../model/testing";
import { projectStore } from "./projectStore";
import { toastStore } from "./toastStore";
import { goBack, promote } from "./verdicts";

const version = (id: string): ModelVersion => ({ id, name: "net", version: id, status: "champion" }) as never;
const sent: { path: string; body: unknown }[] = [];
let answers: (() => Response)[] = [];

const says = (id: string) => () => Response.json(version(id));
const refuses = (message: string) => () =>
  Response.json({ code: "state_conflict", message, fields: {} }, { status: 409 });

beforeEach(() => {
  sent.length = 0;
  toastStore.setState({ toasts: [] });
  projectStore.setState({ project: project({ champion: version("1") }) });
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    sent.push({ path, body: JSON.parse(String(init.body)) });
    return answers.shift()?.();
  });
});
afterEach(() => vi.unstubAllGlobals());

const told = () => toastStore.getState().toasts.map(({ text, action }) => [text, action?.title]);
const undo = async () => {
  toastStore.getState().toasts.at(-1)?.action?.run();
  await vi.waitFor(() => expect(answers).toEqual([]));
  await Promise.resolve();
};

it("takes a promotion back by promoting the version before, with a reason for the ledger", async () => {
  answers = [says("2"), says("1")];
  await promote("2", "prj_1");
  expect(told()).toEqual([["Model net 2 is now live.", "Undo"]]);
  await undo();
  expect(sent.map(({ body }) => body)).toEqual([
    { project_id: "prj_1", expected_champion_id: "1" },
    { project_id: "prj_1", expected_champion_id: "2", reason: "Took back the promotion of net 2" },
  ]);
  expect(sent[1]?.path).toBe("/api/model-versions/1/promote");
  await vi.waitFor(() => expect(projectStore.getState().project?.champion?.id).toBe("1"));
});

it("takes a rollback back, and says so when another version was promoted meanwhile", async () => {
  answers = [says("0"), refuses("Another version predicts by now.")];
  await goBack("prj_1");
  await undo();
  expect(sent.map(({ path, body }) => [path, body])).toEqual([
    ["/api/projects/prj_1/rollback", { expected_champion_id: "1" }],
    [
      "/api/model-versions/1/promote",
      { project_id: "prj_1", expected_champion_id: "0", reason: "Took back the rollback from net 1" },
    ],
  ]);
  await vi.waitFor(() => expect(told().at(-1)?.[0]).toBe("Another version predicts by now."));
  expect(projectStore.getState().project?.champion?.id).toBe("0");
});

it("offers no way back where nothing predicted before", async () => {
  projectStore.setState({ project: project({ champion: null }) });
  answers = [says("1")];
  await promote("1", "prj_1");
  expect(told()).toEqual([["Model net 1 is now live.", undefined]]);
});
