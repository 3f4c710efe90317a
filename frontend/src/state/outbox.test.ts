import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { ApiError, NetworkError } from "../api/http";
import { annotation } from "../model/testing";
import { indexedDbStorage, type OutboxStorage } from "./outboxStorage";
import {
  add,
  all,
  applied,
  freshName,
  make,
  type Reply,
  refuseWith,
  reshape,
  restartTime,
  runTimers,
  settle,
  time,
  unreachable,
} from "./outboxTesting";
import { saveStateOf } from "./saveState";
import { soleTab, type Tabs } from "./tabs";

beforeEach(restartTime);

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

  test("a conflict time.waits for the person with the other version, and holds back what was built on it", async () => {
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
    time.visible = isVisible;
    const { outbox, replies } = make();
    await outbox.begin("ana");
    replies.push(...Array.from({ length: 8 }, () => unreachable));
    outbox.enqueue("p", "f", [add("a")]);
    await settle();
    for (let i = 0; i < 7; i++) await runTimers();
    expect(time.waits).toHaveLength(8);
    expect(Math.max(...time.waits)).toBe(most);
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
    const name = freshName();
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
