import { describe, expect, it } from "vitest";
import type { ModelVersion } from "../../contract/contract";
import type { Evaluation, Promotion, Report } from "../../contract/learning";
import { addUp, qualities, showSpan, tellHappenings } from "./figures";
import { layReport } from "./report";

const version = (id: string, at: string): ModelVersion => ({
  id,
  name: "street",
  version: id,
  title: "",
  task: "detection",
  labels: [],
  status: "candidate",
  thresholds: { show: 0.3, floor: 0.1 },
  licence: "",
  sha256: "",
  created_at: at,
  project_id: "prj_1",
  parent_id: null,
  training_id: null,
  trial: null,
});
const report = (id: string, value: number): Report => ({
  model_version_id: id,
  ap50: { value, low: value - 0.1, high: value + 0.1 },
  ap: null,
  accuracy: null,
  by_label: [],
  by_size: {},
  calibration_error: null,
  milliseconds: null,
  predictions: 3,
});
const evaluation = (id: string, changes: Partial<Evaluation> = {}): Evaluation => ({
  id,
  project_id: "prj_1",
  candidate_id: "2",
  champion_id: "1",
  training_id: null,
  snapshot_id: null,
  policy: {
    promote: "auto",
    metric: "ap50",
    margin: 0,
    certainty: 0.5,
    protected: [],
    tolerance: 0.02,
    least_frames: 5,
    blind_votes: 0,
    shadow: false,
    shadow_share: 1,
  },
  status: "finished",
  progress: null,
  frame_count: 12,
  candidate: report("2", 0.6),
  champion: report("1", 0.5),
  better_share: 0.9,
  verdict: "promote",
  reasons: ["better"],
  differences: [],
  blind: { candidate: 0, champion: 0, equal: 0 },
  acted: false,
  error: null,
  actor: { id: "", name: "" },
  created_at: "2026-01-01T00:00:00Z",
  finished_at: "2026-01-01T00:01:00Z",
  ...changes,
});

describe("the report of a comparison", () => {
  it("is empty while nothing was measured", () => {
    expect(layReport(evaluation("e1", { candidate: null, champion: null }))).toEqual([]);
  });

  it("says which of the two is better, less being better for errors and time", () => {
    const rows = layReport(
      evaluation("e1", {
        candidate: { ...report("2", 0.6), milliseconds: 30, calibration_error: 0.1 },
        champion: { ...report("1", 0.5), milliseconds: 20, calibration_error: 0.1 },
      }),
    );
    expect(rows.map((row) => [row.name, row.difference, row.better])).toEqual([
      ["AP50", "+0.10", true],
      ["Calibration error", "+0.00", null],
      ["Milliseconds a frame", "+10", false],
    ]);
    expect(rows[0]?.candidate).toBe("0.60 (0.50–0.70)");
  });

  it("has no difference where there is no champion", () => {
    const [row] = layReport(evaluation("e1", { champion: null }));
    expect(row).toMatchObject({ champion: "—", difference: "—", better: null });
  });
});

describe("the figures of the learning page", () => {
  it("add corrections up from what was there before", () => {
    expect(addUp([], 5)).toEqual({ days: [], daily: [], all: [] });
    const day = (name: string, corrections: number) => ({
      day: name,
      corrections,
      accepted: 0,
      adjusted: 0,
      rejected: 0,
      drawn: 0,
    });
    const chart = addUp([day("2026-01-01", 2), day("2026-01-02", 0), day("2026-01-03", 3)], 10);
    expect(chart.all).toEqual([12, 12, 15]);
    expect(new Date((chart.days[0] ?? 0) * 1000).toISOString()).toBe("2026-01-01T12:00:00.000Z");
  });

  it("take each version's newest measure, the oldest version first", () => {
    const versions = [version("2", "2026-01-02"), version("1", "2026-01-01"), version("3", "2026-01-03")];
    const newest = evaluation("e2", { champion: report("1", 0.4) });
    const found = qualities(versions, [newest, evaluation("e1")]);
    expect(found.map((row) => [row.id, row.interval.value])).toEqual([
      ["1", 0.4],
      ["2", 0.6],
    ]);
    expect(qualities(versions, [])).toEqual([]);
  });

  it("tell promotions and refusals, newest first, each once", () => {
    const promotion: Promotion = {
      id: "pmt_1",
      project_id: "prj_1",
      before: { id: "1", name: "street", version: "1", status: "archived" },
      promoted: { id: "2", name: "street", version: "2", status: "champion" },
      cause: "gate",
      reason: "better",
      evaluation_id: "e1",
      actor: { id: "", name: "system" },
      at: "2026-01-01T00:02:00Z",
    };
    const refused = evaluation("e2", { verdict: "keep", finished_at: "2026-01-02T00:00:00Z" });
    const going = evaluation("e3", { verdict: null, status: "running" });
    const told = tellHappenings(
      [promotion],
      [going, refused, evaluation("e1", { acted: true })],
      [version("2", "2026-01-02")],
    );
    expect(told.map((row) => [row.kind, row.who])).toEqual([
      ["kept", "the gate"],
      ["promoted", "the gate"],
    ]);
    expect(told[1]?.reasons).toEqual(["better"]);
    expect(tellHappenings([], [], [])).toEqual([]);
  });

  it("say spans in words", () => {
    expect([0, 4.24, 59, 61, 7_200, -90].map(showSpan)).toEqual([
      "0.0 s",
      "4.2 s",
      "59 s",
      "1 min",
      "2.0 h",
      "−2 min",
    ]);
  });
});
