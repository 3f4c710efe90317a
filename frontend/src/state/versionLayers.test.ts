import { beforeEach, expect, test } from "vitest";
import { contents, corrected, prediction, project } from "../model/testing";
import { setDraft } from "./draftStore";
import { frameStore } from "./frameStore";
import { setChampion, setProject } from "./projectStore";
import { toggleVersion, uiStore } from "./uiStore";
import "./versionLayers";

const short = (id: string) => ({ id, name: id, version: "1" });
const version = (id: string) => ({
  ...short(id),
  project_id: "prj_1",
  title: id,
  task: "detection",
  labels: ["cat"],
  status: "champion" as const,
  thresholds: { floor: 0.1, show: 0.25 },
  licence: "",
  sha256: "",
  parent_id: null,
  training_id: null,
  trial: null,
  created_at: "2026-01-01T00:00:00Z",
});
const said = (id: string) => prediction({ id: `prd_${id}.0`, model_version_id: id });
const hidden = () => [...uiStore.getState().hiddenVersions].sort();
const recorded = (id: string, seq: number) => ({
  type: "predictions.recorded" as const,
  seq: 100 + seq,
  at: "",
  actor: null,
  project_id: "prj_1",
  asset_id: "ast_1",
  frame_id: "frm_1",
  frame_seq: seq,
  model_version: short(id),
  predictions: [said(id)],
  count: 1,
  replaces: null,
  region: null,
});

beforeEach(() => {
  setDraft(null);
  setProject(project({ champion: version("a") }));
  frameStore.forget(null);
  frameStore.load(
    contents({ seq: 5, predictions: [said("a")], model_version: short("a"), model_versions: [short("a")] }),
    [],
  );
  frameStore.open("frm_1");
});

test("the ghosts of the earlier champion stay until the new one has spoken, and come back with a rollback", () => {
  setChampion(version("b"));
  expect(hidden()).toEqual([]);
  frameStore.receive(recorded("b", 6));
  expect(hidden()).toEqual(["a"]);
  expect(uiStore.getState().mainVersions).toEqual(new Set(["b"]));
  setChampion(version("a"));
  expect(hidden()).toEqual(["b"]);
  expect(frameStore.openFrame()?.predictions.size).toBe(2);
});

test("nothing changes under the hand: ghosts follow when the gesture is over", () => {
  setDraft({ kind: "changing", shapes: new Map() });
  frameStore.receive(recorded("b", 6));
  setChampion(version("b"));
  expect(hidden()).toEqual([]);
  setDraft(null);
  expect(hidden()).toEqual(["a"]);
});

test("a picture that somebody has touched keeps the ghosts that were there", () => {
  frameStore.receive(corrected({ frame_seq: 6 }));
  setChampion(version("b"));
  frameStore.receive(recorded("b", 7));
  expect(hidden()).toEqual(["b"]);
});

test("a person may look at another version's ghosts; the next promotion puts that in order again", () => {
  frameStore.receive(recorded("b", 6));
  expect(hidden()).toEqual(["b"]);
  toggleVersion("b");
  expect(hidden()).toEqual([]);
  toggleVersion("a");
  expect(hidden()).toEqual(["a"]);
  setChampion(version("c"));
  expect(hidden()).toEqual(["a"]);
  setChampion(version("a"));
  expect(hidden()).toEqual(["b"]);
});
