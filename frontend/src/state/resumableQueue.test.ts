import { expect, test } from "vitest";
import type { Sending, SendingListener } from "../api/resumable";
import type { Transfer } from "../model/uploads/transfers";
import { createResumableQueue } from "./resumableQueue";

interface Sent extends Sending {
  listener: SendingListener;
  stopped: boolean;
}

function make() {
  const sent: Sent[] = [];
  const removed: string[] = [];
  const timers = new Map<number, { run: () => void; ms: number }>();
  const shown = new Map<string, Transfer>();
  const done: string[] = [];
  let timer = 0;
  const queue = createResumableQueue(
    {
      send: (sending, listener) => {
        const one = { ...sending, listener, stopped: false };
        sent.push(one);
        return {
          stop: () => {
            one.stopped = true;
          },
        };
      },
      remove: async (uploadId) => removed.push(uploadId),
      setTimer: (run, ms) => {
        timers.set(++timer, { run, ms });
        return timer;
      },
      clearTimer: (id) => timers.delete(id),
      now: () => 0,
    },
    {
      onChange: (transfer) => shown.set(transfer.key, transfer),
      onDone: (key, assetId) => done.push(`${key} is ${assetId}`),
      onLeft: () => undefined,
    },
  );
  const add = (key: string) =>
    queue.add({ key, projectId: "prj_1", file: new File([new Uint8Array(100)], `${key}.mp4`), place: null });
  const fire = () => {
    for (const [id, { run }] of [...timers]) {
      timers.delete(id);
      run();
    }
  };
  const at = (place: number): Sent => {
    const found = sent[place];
    if (!found) throw new Error(`only ${sent.length} were sent`);
    return found;
  };
  const phases = () => [...shown.values()].map(({ key, phase }) => `${key} ${phase}`).join(", ");
  return { queue, sent, removed, timers, shown, done, add, fire, at, phases };
}

test("two go at once, and the next begins when one has ended", () => {
  const { add, at, done, phases, queue } = make();
  for (const key of ["a", "b", "c"]) add(key);
  expect(phases()).toBe("a sending, b sending, c queued");
  at(0).listener.onDone("ast_1", false);
  expect(done).toEqual(["a is ast_1"]);
  expect(phases()).toBe("a done, b sending, c sending");
  at(1).listener.onDone("ast_2", false);
  at(2).listener.onFailed({ kind: "unreadable" });
  expect(queue.isBusy()).toBe(false);
});

test("one that breaks off waits, keeps its turn, and goes on at its own address", () => {
  const { add, at, fire, phases, queue, sent, timers } = make();
  for (const key of ["a", "b", "c"]) add(key);
  at(0).listener.onPlaced("upl_1");
  at(0).listener.onKept(40);
  at(0).listener.onFailed({ kind: "network" });
  expect(phases()).toBe("a waiting, b sending, c queued");
  expect([...timers.values()].map(({ ms }) => ms)).toEqual([1_000]);
  fire();
  expect(sent).toHaveLength(3);
  expect(at(2).uploadId).toBe("upl_1");
  at(2).listener.onFailed({ kind: "network" });
  queue.wake();
  expect(timers.size).toBe(0);
  expect(at(3).uploadId).toBe("upl_1");
});

test("a lost network stops what is sent at once, and its return starts it again", () => {
  const { add, at, phases, queue } = make();
  add("a");
  queue.lose();
  expect(at(0).stopped).toBe(true);
  expect(phases()).toBe("a waiting");
  at(0).listener.onSent(90);
  expect(phases()).toBe("a waiting");
  queue.wake();
  expect(phases()).toBe("a sending");
});

test("a pause gives the turn to the next, and going on queues again", () => {
  const { add, at, phases, queue, sent } = make();
  for (const key of ["a", "b", "c"]) add(key);
  queue.pause("a");
  expect(at(0).stopped).toBe(true);
  expect(phases()).toBe("a paused, b sending, c sending");
  queue.resume("a");
  expect(phases()).toBe("a queued, b sending, c sending");
  at(1).listener.onDone("ast_1", false);
  expect(phases()).toBe("a sending, b done, c sending");
  expect(sent).toHaveLength(4);
});

test("cancelling stops, removes what was sent, and forgets the file", async () => {
  const { add, at, queue, removed, timers } = make();
  add("a");
  at(0).listener.onPlaced("upl_1");
  at(0).listener.onFailed({ kind: "network" });
  await queue.cancel("a");
  expect(timers.size).toBe(0);
  expect(removed).toEqual(["upl_1"]);
  expect(queue.fileOf("a")).toBeNull();
  await queue.cancel("a");
  add("b");
  await queue.cancel("b");
  expect(removed).toEqual(["upl_1"]);
  expect(at(1).stopped).toBe(true);
});

test("an address is taken as long as another file goes to it", () => {
  const { add, at } = make();
  add("a");
  add("b");
  at(0).listener.onPlaced("upl_1");
  expect(at(1).isTaken("upl_1")).toBe(true);
  expect(at(0).isTaken("upl_1")).toBe(false);
});
