import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { ApiError, NetworkError } from "../api/http";
import type { Correction, CorrectionAnswer, CorrectionsAnswer } from "../contract/contract";
import { annotation, box } from "../model/testing";
import { createOutbox, saveStateOf } from "./outbox";
import { indexedDbStorage, type OutboxStorage } from "./outboxStorage";
import { soleTab, type Tabs } from "./tabs";

type Reply = (corrections: readonly Correction[]) => CorrectionsAnswer;

const applied = (correction: Correction, fields: Partial<CorrectionAnswer> = {}): CorrectionAnswer => ({
  mutation_id: correction.mutation_id,
  status: "applied",
  annotation: null,
  revision: (correction.revision ?? 0) + 1,
  seq: 1,
  repeated: false,
  removed: false,
  ...fields,
});
const all: Reply = (corrections) => ({ seq: 1, results: corrections.map((item) => applied(item)) });

let database = 0;
let timers: (() => void)[] = [];
let waits: number[] = [];
let visible = true;

function make(name = `outbox-${++database}`, tabs: Tabs = soleTab(), storage = indexedDbStorage(name)) {
  const sent: Correction[][] = [];
  const replies: Reply[] = [];
  const outbox = createOutbox({
    send: async (_frameId, corrections) => {
      sent.push([...corrections]);
      return (replies.shift() ?? all)(corrections);
    },
    storage,
    tabs,
    listener: {
      onPending: () => undefined,
      onAnswered: () => undefined,
      isSettled: (_frameId, correction) => correction.kind === "accept",
    },
    around: {
      setTimer: (run, milliseconds) => {
        waits.push(milliseconds);
        return timers.push(run);
      },
      clearTimer: () => undefined,
      now: () => 1_000,
      random: () => 1,
      visible: () => visible,
    },
  });
  return { outbox, sent, replies, name };
}

/** Let every promise that can settle do so: IndexedDB's own turns included. */
const settle = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve));
};
const runTimers = async () => {
  const due = timers;
  timers = [];
  for (const run of due) run();
  await settle();
};

const add = (id: string): Correction => ({
  mutation_id: `add-${id}`,
  kind: "add",
  annotation_id: id,
  label: "cat",
  shape: box(),
});
const reshape = (mutationId: string, id: string, revision: number): Correction => ({
  mutation_id: mutationId,
  kind: "reshape",
  annotation_id: id,
  revision,
  shape: box(0, 0, 5, 5),
});

const refuseWith = (status: number, code: string) => (): never => {
  throw new ApiError(status, code, "No.", {}, null);
};
const unreachable = (): never => {
  throw new NetworkError();
};

beforeEach(() => {
  timers = [];
  waits = [];
  visible = true;
});

describe("the outbox", () => {
  test("is saved when it is empty", () => {
    expect(saveStateOf(make().outbox.store.getState())).toBe("saved");
  });

  test("sends different objects together and forgets what was answered", async () => {
    const { outbox, sent } = make();
    await outbox.begin("ana");
    outbox.enqueue("p", "f", [add("a"), add("b")]);
    expect(saveStateOf(outbox.store.getState())).toBe("saving");
    await settle();
    expect(sent.map((batch) => batch.map((item) => item.mutation_id))).toEqual([["add-a", "add-b"]]);
    expect(saveStateOf(outbox.store.getState())).toBe("saved");
  });

  test("sends corrections of one object one after the other, each on the revision that came back", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    replies.push((corrections) => ({
      seq: 1,
      results: corrections.map((item) => applied(item, { revision: 7 })),
    }));
    outbox.enqueue("p", "f", [reshape("one", "a", 3), reshape("two", "a", 4)]);
    await settle();
    expect(sent.map((batch) => batch.map((item) => [item.mutation_id, item.revision]))).toEqual([
      [["one", 3]],
      [["two", 7]],
    ]);
  });

  test("repeats the same mutation id when the network fails, and says so meanwhile", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    replies.push(() => {
      throw new NetworkError();
    });
    outbox.enqueue("p", "f", [add("a")]);
    await settle();
    expect(saveStateOf(outbox.store.getState())).toBe("offline");
    await runTimers();
    expect(sent.map((batch) => batch[0]?.mutation_id)).toEqual(["add-a", "add-a"]);
    expect(saveStateOf(outbox.store.getState())).toBe("saved");
  });

  test("keeps unsent work for the next visit of the same person, and only of them", async () => {
    const first = make();
    await first.outbox.begin("ana");
    first.replies.push(() => {
      throw new NetworkError();
    });
    first.outbox.enqueue("p", "f", [add("a"), add("b")]);
    await settle();
    const other = make(first.name);
    await other.outbox.begin("ben");
    await settle();
    expect(other.sent).toEqual([]);
    const again = make(first.name);
    await again.outbox.begin("ana");
    await settle();
    expect(again.sent.flat().map((item) => item.mutation_id)).toEqual(["add-a", "add-b"]);
    const later = make(first.name);
    await later.outbox.begin("ana");
    expect(later.outbox.store.getState().entries).toEqual([]);
  });

  test("a conflict waits for the person with the other version, and holds back what was built on it", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    const theirs = annotation({ id: "a", revision: 9, label: "dog" });
    replies.push((corrections) => ({
      seq: 1,
      results: corrections.map((item) =>
        applied(item, { status: "conflict", annotation: theirs, revision: 9 }),
      ),
    }));
    outbox.enqueue("p", "f", [reshape("one", "a", 3), reshape("two", "a", 4), add("b")]);
    await settle();
    const [entry] = outbox.store.getState().entries;
    expect(entry?.theirs?.label).toBe("dog");
    expect(saveStateOf(outbox.store.getState())).toBe("attention");
    expect(sent.flat().map((item) => item.mutation_id)).toEqual(["one", "add-b"]);
    expect(outbox.pendingFor("f").map((item) => item.mutation_id)).toEqual(["two"]);
  });

  test("taking theirs drops the conflict and what was built on it", async () => {
    const { outbox, replies } = make();
    await outbox.begin("ana");
    replies.push((corrections) => ({
      seq: 1,
      results: corrections.map((item) =>
        applied(item, { status: "conflict", annotation: annotation({ id: "a", revision: 9 }) }),
      ),
    }));
    outbox.enqueue("p", "f", [reshape("one", "a", 3), reshape("two", "a", 4)]);
    await settle();
    outbox.takeTheirs("one");
    await settle();
    expect(outbox.store.getState().entries).toEqual([]);
  });

  test("keeping mine sends it again under a new id on their revision, then what was built on it", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    replies.push((corrections) => ({
      seq: 1,
      results: corrections.map((item) =>
        applied(item, { status: "conflict", annotation: annotation({ id: "a", revision: 9 }), revision: 9 }),
      ),
    }));
    outbox.enqueue("p", "f", [reshape("one", "a", 3), reshape("two", "a", 4)]);
    await settle();
    outbox.keepMine("one", [reshape("mine", "a", 9)]);
    await settle();
    expect(sent.slice(1).map((batch) => batch.map((item) => [item.mutation_id, item.revision]))).toEqual([
      [["mine", 9]],
      [["two", 10]],
    ]);
  });

  test("parks only the correction that the portal named, and sends the others", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    replies.push(() => {
      throw new ApiError(
        400,
        "input_invalid",
        "Not valid.",
        { "corrections.1.label": "unknown label" },
        null,
      );
    });
    outbox.enqueue("p", "f", [add("a"), add("b"), add("c")]);
    await settle();
    const left = outbox.store.getState().entries;
    expect(left.map((entry) => [entry.mutation_id, entry.state, entry.reason])).toEqual([
      ["add-b", "attention", "unknown label"],
    ]);
    expect(sent[1]?.map((item) => item.mutation_id)).toEqual(["add-a", "add-c"]);
  });

  test("finds the refused one by sending each alone when the portal names none", async () => {
    const { outbox, replies } = make();
    await outbox.begin("ana");
    const refuse: Reply = () => {
      throw new ApiError(400, "input_invalid", "No.", {}, null);
    };
    replies.push(refuse, all, refuse, all);
    outbox.enqueue("p", "f", [add("a"), add("b"), add("c")]);
    await settle();
    expect(outbox.store.getState().entries.map((entry) => entry.mutation_id)).toEqual(["add-b"]);
  });

  test("a refused correction can be tried again under a new id, or discarded", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    const refuse: Reply = () => {
      throw new ApiError(400, "input_invalid", "No.", {}, null);
    };
    replies.push(refuse, refuse);
    outbox.enqueue("p", "f", [add("a")]);
    await settle();
    outbox.retry("add-a");
    await settle();
    expect(sent[1]?.[0]?.mutation_id).not.toBe("add-a");
    const [entry] = outbox.store.getState().entries;
    outbox.discard(entry?.mutation_id ?? "");
    expect(saveStateOf(outbox.store.getState())).toBe("saved");
  });

  test("asks to sign in when the session has ended, and does not knock again until the person is back", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    replies.push(refuseWith(401, "not_signed_in"));
    outbox.enqueue("p", "f", [add("a")]);
    await settle();
    expect(saveStateOf(outbox.store.getState())).toBe("signedOut");
    outbox.enqueue("p", "f", [add("b")]);
    outbox.hurry();
    await runTimers();
    expect(sent).toHaveLength(1);
    await outbox.begin("ana");
    await settle();
    expect(saveStateOf(outbox.store.getState())).toBe("saved");
    expect(sent.flat().map((item) => item.mutation_id)).toEqual(["add-a", "add-a", "add-b"]);
  });

  test("a session that ended elsewhere says so before anything has failed", async () => {
    const { outbox } = make();
    await outbox.begin("ana");
    outbox.awaitSignIn();
    expect(saveStateOf(outbox.store.getState())).toBe("signedOut");
  });

  test.each([
    [true, 3_000],
    [false, 15_000],
  ])("with the tab visible: %s, no pause is longer than %d ms", async (isVisible, most) => {
    visible = isVisible;
    const { outbox, replies } = make();
    await outbox.begin("ana");
    replies.push(...Array.from({ length: 8 }, () => unreachable));
    outbox.enqueue("p", "f", [add("a")]);
    await settle();
    for (let i = 0; i < 7; i++) await runTimers();
    expect(waits).toHaveLength(8);
    expect(Math.max(...waits)).toBe(most);
  });

  test("a sign of life ends the pause; without a failure it changes nothing", async () => {
    const { outbox, sent, replies } = make();
    await outbox.begin("ana");
    outbox.hurry();
    replies.push(unreachable);
    outbox.enqueue("p", "f", [add("a")]);
    await settle();
    outbox.hurry();
    await settle();
    expect(sent).toHaveLength(2);
    expect(saveStateOf(outbox.store.getState())).toBe("saved");
  });

  test("two tabs of one person send each their own; a closed one's work is taken over, in order", async () => {
    const name = `outbox-${++database}`;
    const open = new Set(["one", "two"]);
    const closed: (() => void)[] = [];
    const tab = (id: string): Tabs => ({
      ...soleTab(id),
      living: async () => open,
      onClosed: (run) => closed.push(run),
    });
    const first = make(name, tab("one"));
    await first.outbox.begin("ana");
    first.replies.push(unreachable);
    first.outbox.enqueue("p", "f", [add("a"), reshape("move-a", "a", 1)]);
    await settle();
    const second = make(name, tab("two"));
    await second.outbox.begin("ana");
    await settle();
    expect(second.sent, "what an open tab sends is left to it").toEqual([]);
    second.outbox.enqueue("p", "f", [add("b")]);
    await settle();

    open.delete("one");
    for (const run of closed) run();
    await settle();
    expect(second.sent.flat().map((item) => item.mutation_id)).toEqual(["add-b", "add-a", "move-a"]);
    expect(second.outbox.store.getState().entries).toEqual([]);
  });

  test("where the browser keeps nothing it says so, still sends, and asks to stay until then", async () => {
    let broken = true;
    const kept: string[] = [];
    const refuse = async () => {
      if (broken) throw new DOMException("No room.", "QuotaExceededError");
    };
    const storage: OutboxStorage = {
      load: async () => [],
      put: async (entries) => {
        await refuse();
        kept.push(...entries.map((entry) => entry.mutation_id));
      },
      remove: refuse,
    };
    const { outbox, replies } = make("unkept", soleTab(), storage);
    await outbox.begin("ana");
    replies.push(unreachable);
    outbox.enqueue("p", "f", [add("a")]);
    await settle();
    expect(outbox.store.getState().unkept).toBe(true);
    expect(outbox.needsPage()).toBe(true);
    broken = false;
    outbox.enqueue("p", "f", [add("b")]);
    await settle();
    expect(outbox.store.getState().unkept).toBe(false);
    expect(kept, "what was refused is kept as soon as there is room").toContain("add-a");
    await runTimers();
    expect(outbox.needsPage()).toBe(false);
    expect(saveStateOf(outbox.store.getState())).toBe("saved");
  });

  test("a conflict that leaves nothing to choose is settled, and what was built on it follows", async () => {
    const { outbox, sent, replies } = make("settled", soleTab(), indexedDbStorage("settled"));
    await outbox.begin("ana");
    replies.push(([first]) => ({
      seq: 1,
      results: first
        ? [applied(first, { status: "conflict", annotation: annotation({ id: "theirs" }), revision: 1 })]
        : [],
    }));
    outbox.enqueue("p", "f", [
      { mutation_id: "accept", kind: "accept", annotation_id: "mine", prediction_id: "prd_1.0" },
      reshape("move", "mine", 1),
    ]);
    await settle();
    expect(saveStateOf(outbox.store.getState())).toBe("saved");
    expect(sent[1]?.[0]).toMatchObject({ annotation_id: "theirs", revision: 1 });
  });
});

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

  test("a frame is settled when nothing of it waits, and not while something needs the person", async () => {
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
});
