import { describe, expect, test } from "vitest";
import type { PredictionsRecorded } from "../contract/events";
import { applyAnswers, applyEvent } from "./applyEvent";
import { annotation, box, corrected, frameState, prediction } from "./testing";

const recorded = (fields: Partial<PredictionsRecorded> = {}): PredictionsRecorded => ({
  type: "predictions.recorded",
  seq: 100,
  at: "",
  actor: null,
  project_id: "prj_1",
  asset_id: "ast_1",
  frame_id: "frm_1",
  frame_seq: 6,
  model_version: { id: "mdl_2", name: "d", version: "2" },
  predictions: [],
  count: 0,
  replaces: null,
  region: null,
  ...fields,
});

describe("events about a frame", () => {
  test("an event that the loaded state already contains changes nothing", () => {
    const state = frameState();
    expect(applyEvent(state, corrected({ frame_seq: 5, annotation: annotation() }))).toBe(state);
  });

  test("an event of another frame changes nothing", () => {
    const state = frameState();
    expect(applyEvent(state, corrected({ frame_id: "frm_2", annotation: annotation() }))).toBe(state);
  });

  test("a newer annotation is put and the frame's seq advances", () => {
    const next = applyEvent(frameState(), corrected({ annotation: annotation() }));
    expect(next.annotations.get("ann_1")?.label).toBe("cat");
    expect(next.seq).toBe(6);
  });

  test("an older revision never replaces a newer one", () => {
    const state = frameState({ annotations: [annotation({ revision: 3, label: "dog" })] });
    const next = applyEvent(state, corrected({ annotation: annotation({ revision: 2 }) }));
    expect(next.annotations.get("ann_1")?.label).toBe("dog");
  });

  test("a removed annotation stays removed when an older event comes late", () => {
    const state = frameState({ annotations: [annotation({ revision: 2 })] });
    const gone = applyEvent(state, corrected({ annotation_id: "ann_1", revision: 3 }));
    expect(gone.annotations.size).toBe(0);
    const late = applyEvent(gone, corrected({ frame_seq: 7, annotation: annotation({ revision: 2 }) }));
    expect(late.annotations.size).toBe(0);
  });

  test("accepting a ghost takes it away, taking it back shows it again", () => {
    const ghost = prediction();
    const correction = {
      mutation_id: "m",
      kind: "accept" as const,
      prediction_id: ghost.id,
      annotation_id: "ann_1",
    };
    const made = annotation({ derived_from: ghost.id });
    const accepted = applyEvent(
      frameState({ predictions: [ghost] }),
      corrected({ correction, annotation: made }),
    );
    expect(accepted.predictions.size).toBe(0);
    const withdrawn = applyEvent(
      accepted,
      corrected({
        frame_seq: 7,
        correction: { ...correction, kind: "withdraw", prediction_id: null },
        annotation_id: "ann_1",
        revision: 2,
        reopened: ghost,
      }),
    );
    expect([...withdrawn.predictions.keys()]).toEqual([ghost.id]);
    expect(withdrawn.annotations.size).toBe(0);
  });

  test("an object restored after it was taken back hides its ghost again", () => {
    const ghost = prediction();
    const state = frameState({ predictions: [ghost] });
    const restored = annotation({ revision: 3, derived_from: ghost.id });
    const next = applyEvent(state, corrected({ annotation: restored }));
    expect(next.predictions.size).toBe(0);
    expect(next.annotations.get(restored.id)?.revision).toBe(3);
  });

  test("predictions replace what their own version said and stand beside those of others", () => {
    const state = frameState({
      predictions: [
        prediction({ model_version_id: "mdl_2" }),
        prediction({ id: "prd_9.0", model_version_id: "mdl_9" }),
      ],
    });
    const fresh = prediction({ id: "prd_2.0", model_version_id: "mdl_2" });
    const next = applyEvent(state, recorded({ predictions: [fresh], count: 1, replaces: "mdl_2" }));
    expect([...next.predictions.keys()]).toEqual(["prd_9.0", "prd_2.0"]);
    expect(next.versions.map(({ id }) => id)).toEqual(["mdl_2"]);
  });

  test("predictions too many to carry ask for the frame to be read again", () => {
    expect(applyEvent(frameState(), recorded({ predictions: null, count: 9000 })).stale).toBe(true);
  });

  test("applying an event twice is applying it once", () => {
    const event = recorded({ predictions: [prediction()], count: 1 });
    const once = applyEvent(frameState(), event);
    expect(applyEvent(once, event)).toBe(once);
  });
});

describe("answers to own corrections", () => {
  test("an answer leaves the frame's seq to the log", () => {
    const next = applyAnswers(frameState(), [
      {
        kind: "add",
        annotationId: "ann_1",
        predictionId: null,
        answer: {
          mutation_id: "m",
          status: "applied",
          annotation: annotation(),
          revision: 1,
          seq: 9,
          repeated: false,
          removed: false,
        },
      },
    ]);
    expect(next.annotations.size).toBe(1);
    expect(next.seq).toBe(5);
  });

  test("taking an acceptance back shows its ghost without the ghost being named", () => {
    const ghost = prediction();
    const answer = { mutation_id: "m", status: "applied" as const, seq: 6, repeated: false, removed: false };
    const accepted = applyAnswers(frameState({ predictions: [ghost] }), [
      {
        kind: "accept",
        annotationId: "ann_1",
        predictionId: ghost.id,
        answer: { ...answer, annotation: annotation({ derived_from: ghost.id, shape: box() }), revision: 1 },
      },
    ]);
    const back = applyAnswers(accepted, [
      {
        kind: "withdraw",
        annotationId: "ann_1",
        predictionId: null,
        answer: { ...answer, annotation: null, revision: 2, removed: true },
      },
    ]);
    expect(back.predictions.has(ghost.id)).toBe(true);
    expect(back.annotations.size).toBe(0);
  });
});
