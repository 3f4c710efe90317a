import { expect, test } from "vitest";
import { annotation, box, contents, corrected } from "../model/testing";
import { createFrameStore } from "./frameStore";

const add = { mutation_id: "m1", kind: "add" as const, annotation_id: "ann_9", label: "cat", shape: box() };

test("events that come while a frame is being read are applied over what the read brings", () => {
  const store = createFrameStore();
  store.expect("frm_1");
  store.receive(corrected({ frame_seq: 5, annotation: annotation({ id: "ann_old" }) }));
  store.receive(corrected({ frame_seq: 6, annotation: annotation({ id: "ann_new" }) }));
  store.load(contents({ seq: 5 }), []);
  expect([...(store.visible("frm_1")?.annotations.keys() ?? [])]).toEqual(["ann_new"]);
});

test("an unsent correction is shown, and stays when a remote event comes", () => {
  const store = createFrameStore();
  store.load(contents(), []);
  store.setPending("frm_1", [add]);
  expect(store.store.getState().lastChange?.origin).toBe("local");
  store.receive(corrected({ annotation: annotation() }));
  expect(store.store.getState().lastChange?.origin).toBe("remote");
  expect([...(store.visible("frm_1")?.annotations.keys() ?? [])].sort()).toEqual(["ann_1", "ann_9"]);
});

test("an answered correction goes over into the server's state without a gap", () => {
  const store = createFrameStore();
  store.load(contents(), [add]);
  const seen: number[] = [];
  store.store.subscribe(() => seen.push(store.visible("frm_1")?.annotations.size ?? 0));
  const answer = {
    mutation_id: "m1",
    status: "applied" as const,
    annotation: annotation({ id: "ann_9" }),
    revision: 1,
    seq: 6,
    repeated: false,
    removed: false,
  };
  store.settle("frm_1", [{ kind: "add", annotationId: "ann_9", predictionId: null, answer }], []);
  store.receive(corrected({ annotation: annotation({ id: "ann_9" }) }));
  expect(seen).toEqual([1, 1]);
});
