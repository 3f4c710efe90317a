import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { NetworkError } from "../api/http";
import type { Correction } from "../contract/contract";
import { annotation, box } from "../model/testing";
import { applied, make, refuseWith, restartTime, runTimers, settle, unreachable } from "./outboxTesting";

beforeEach(restartTime);

describe("descriptions of one object", () => {
  const say = (id: string, changes: Correction["changes"]): Correction => ({
    mutation_id: id,
    kind: "describe",
    annotation_id: "ann_1",
    revision: 1,
    ...(changes ? { changes } : {}),
    time_spent_ms: 100,
  });

  test("are one while the first has not been sent, and the later word counts", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("u1");
    replies.push(() => {
      throw new NetworkError();
    });
    outbox.enqueue("prj_1", "frm_1", [say("m1", { occluded: true })]);
    outbox.enqueue("prj_1", "frm_1", [say("m2", { attributes: { pose: "front" } })]);
    outbox.enqueue("prj_1", "frm_1", [say("m3", { attributes: { pose: "side" }, z: 2 })]);
    expect(outbox.pendingFor("frm_1").map((item) => item.mutation_id)).toEqual(["m1", "m2"]);
    await settle();
    await runTimers();
    await settle();
    const [, again, then] = sent;
    expect(again?.map((item) => item.mutation_id)).toEqual(["m1"]);
    expect(then).toMatchObject([
      { mutation_id: "m2", revision: 2, changes: { attributes: { pose: "side" }, z: 2 }, time_spent_ms: 200 },
    ]);
  });

  test("stay apart when something else was done to the object in between", async () => {
    const { outbox } = make();
    await outbox.begin("u1");
    outbox.enqueue("prj_1", "frm_1", [say("m1", { z: 1 })]);
    outbox.enqueue("prj_1", "frm_1", [{ ...say("m2", undefined), kind: "relabel", label: "dog" }]);
    outbox.enqueue("prj_1", "frm_1", [say("m3", { z: 2 })]);
    expect(outbox.pendingFor("frm_1").map((item) => item.mutation_id)).toEqual(["m1", "m2", "m3"]);
  });

  test("a frame is settled when nothing of it time.waits, and not while something needs the person", async () => {
    const { outbox, replies } = make();
    await outbox.begin("u1");
    expect(await outbox.settled("frm_1", 50)).toBe(true);
    outbox.enqueue("prj_1", "frm_1", [say("m1", { z: 1 })]);
    expect(await outbox.settled("frm_1", 50)).toBe(true);
    replies.push((corrections) => ({
      seq: 1,
      results: corrections.map((item) => applied(item, { status: "conflict", annotation: annotation() })),
    }));
    outbox.enqueue("prj_1", "frm_1", [say("m2", { z: 2 })]);
    expect(await outbox.settled("frm_1", 50)).toBe(false);
  });

  test("waiting for a frame to be settled ends at once when a send fails, also one of a later try", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("u1");
    replies.push(unreachable, unreachable);
    outbox.enqueue("prj_1", "frm_1", [say("m1", { z: 1 })]);
    // The time of these tests stands still: what ends the wait is the failure.
    expect(await outbox.settled("frm_1", 8_000)).toBe(false);
    expect(await outbox.settled("frm_1", 8_000)).toBe(false);
    expect(sent).toHaveLength(2);
    expect(await outbox.settled("frm_1", 8_000)).toBe(true);
    expect(outbox.store.getState()).toMatchObject({ entries: [], blocked: null });
  });

  test("somebody who must sign in again is not waited for", async () => {
    const { outbox, replies } = make();
    await outbox.begin("u1");
    replies.push(refuseWith(401, "not_signed_in"));
    outbox.enqueue("prj_1", "frm_1", [say("m1", { z: 1 })]);
    expect(await outbox.settled("frm_1", 8_000)).toBe(false);
    expect(await outbox.settled("frm_1", 8_000)).toBe(false);
  });
});

describe("keyframes of one track", () => {
  const key = (
    id: string,
    frame: number,
    x: number | null,
    fields: Partial<Correction> = {},
  ): Correction => ({
    mutation_id: id,
    kind: "rekey",
    annotation_id: "ann_1",
    revision: 1,
    keyframes: { [frame]: x === null ? null : { shape: box(x) } },
    ...fields,
  });

  test("are one request however many wait, and the later word counts", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("u1");
    replies.push(unreachable);
    outbox.enqueue("prj_1", "frm_1", [key("m0", 0, 0)]);
    const many = Array.from({ length: 100 }, (_, at) => key(`m${at + 1}`, at + 1, at));
    for (const one of many) outbox.enqueue("prj_1", "frm_1", [one]);
    outbox.enqueue("prj_1", "frm_1", [key("a", 7, null), key("b", 8, 50)]);
    await settle();
    await runTimers();
    await settle();
    expect(sent.map((batch) => batch.map((item) => item.mutation_id))).toEqual([["m0"], ["m0"], ["m1"]]);
    const said = sent[2]?.[0]?.keyframes ?? {};
    expect(Object.keys(said)).toHaveLength(100);
    expect([said[7], said[8], said[100]]).toEqual([null, { shape: box(50) }, { shape: box(99) }]);
  });

  test("that were taken from the machine stay apart from those that a person set", async () => {
    const { outbox } = make();
    await outbox.begin("u1");
    outbox.enqueue("prj_1", "frm_1", [key("m1", 1, 1)]);
    outbox.enqueue("prj_1", "frm_1", [key("m2", 2, 2), key("m3", 3, 3, { propagation_id: "prp_1" })]);
    outbox.enqueue("prj_1", "frm_1", [key("m4", 4, 4, { propagation_id: "prp_1" }), key("m5", 5, 5)]);
    expect(outbox.pendingFor("frm_1").map((item) => item.mutation_id)).toEqual(["m1", "m2", "m3", "m5"]);
  });
});
