import { describe, expect, it } from "vitest";
import type { Training } from "../../contract/learning";
import { type LoopSources, layStations, STATIONS } from "./stations";

const nothing: LoopSources = {
  counts: { assets: 0, ready: 0, failed: 0, pending: 0, annotations: 0, corrections: 0 },
  champion: null,
  jobs: [],
  figures: null,
  trainings: [],
  evaluations: [],
  promotions: [],
  ago: () => "2 h ago",
};
const training: Training = {
  id: "trn_1",
  project_id: "prj_1",
  status: "running",
  cause: "person",
  policy: { trainer: "auto", frames: "corrected", holdout_share: 0.2, minutes: 4, seed: 1 },
  parent_id: null,
  snapshot_id: null,
  counts: { frames: 40, objects: 90, holdout_frames: 10, by_label: {} },
  stage: null,
  line_count: 0,
  corrections: 0,
  model_version_id: null,
  reason: null,
  actor: { id: "u", name: "alice" },
  created_at: "",
  started_at: null,
  finished_at: null,
};
const active = (sources: LoopSources) =>
  layStations(sources).flatMap((station) => (station.active ? [station.name] : []));

describe("the stations of the loop", () => {
  it("stand in order and none is active in an empty project", () => {
    expect(layStations(nothing).map((station) => station.name)).toEqual([...STATIONS]);
    expect(active(nothing)).toEqual([]);
  });

  it("wait for people when the machine rests", () => {
    expect(active({ ...nothing, counts: { ...nothing.counts, assets: 3, ready: 3 } })).toEqual(["correct"]);
  });

  it("light up where the machine works", () => {
    const job = (kind: string) => ({ kind, status: "running" as const, progress: null });
    expect(active({ ...nothing, jobs: [job("ingest")] })).toEqual(["upload"]);
    expect(active({ ...nothing, jobs: [job("repredict")] })).toEqual(["predict", "live"]);
    expect(active({ ...nothing, trainings: [training] })).toEqual(["snapshot"]);
    const learning = { ...training, stage: { name: "heads", done: 1, total: 4 } };
    expect(active({ ...nothing, trainings: [learning] })).toEqual(["train"]);
    expect(layStations({ ...nothing, trainings: [learning] })[4]?.figure).toBe("heads 25%");
  });
});
