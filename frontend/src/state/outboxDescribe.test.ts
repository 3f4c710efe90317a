import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { NetworkError } from "../api/http";
import type { Correction } from "../contract/contract";
import { annotation } from "../model/testing";
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
