import { beforeEach, expect, test } from "vitest";
import { createByteCache } from "../model/byteCache";
import { createTileQueue, type TileQueue } from "./tileQueue";

interface Load {
  readonly key: string;
  readonly signal: AbortSignal;
  come(): void;
  fail(): void;
}

let loads: Load[];
let waiting: (() => void)[];
let queue: TileQueue<string>;

const names = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const open = () => loads.filter((load) => !load.signal.aborted).map((load) => load.key);
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

async function come(...keys: string[]): Promise<void> {
  for (const key of keys) {
    const load = loads.find((one) => one.key === key && !one.signal.aborted);
    if (!load) throw new Error(`${key} was not asked for`);
    loads.splice(loads.indexOf(load), 1);
    load.come();
  }
  await settled();
}

beforeEach(() => {
  loads = [];
  waiting = [];
  queue = createTileQueue<string>({
    load: (key, signal) =>
      new Promise((resolve, reject) => {
        loads.push({ key, signal, come: () => resolve(key), fail: () => reject(new Error("lost")) });
      }),
    cache: createByteCache({ limit: 10, bytesOf: () => 1, dispose: () => undefined }),
    lanes: 3,
    most: 8,
    later: (run) => waiting.push(run),
  });
});

test("a few are loaded at a time, in the order of need, each once", async () => {
  queue.want(["a", "b", "a", "c", "d"], []);
  queue.want(["a", "b", "c", "d"], []);
  expect(open()).toEqual(["a", "b", "c"]);
  await come("b");
  expect(open()).toEqual(["a", "c", "d"]);
  expect(queue.has("b")).toBe(true);
});

test("the ring waits for the view, and what may come later waits for the ring", async () => {
  queue.wantAhead(["later"]);
  expect(open()).toEqual(["later"]);
  queue.want(["a"], ["ring"]);
  expect(open()).toEqual(["later", "a"]);
  await come("later");
  expect(open()).toEqual(["a"]);
  await come("a");
  expect(open()).toEqual(["ring"]);
});

test("what left the view is given up, and loads for later make room for the view", () => {
  queue.want([], ["r1", "r2", "r3"]);
  queue.want(["a", "b"], ["r1", "r2", "r3"]);
  expect(open()).toEqual(["r3", "a", "b"]);
  queue.want(["b"], []);
  expect(open()).toEqual(["b"]);
  expect(queue.inFlight).toBe(1);
});

test("a tile that was given up and comes all the same is kept", async () => {
  queue.want(["a"], []);
  queue.want([], []);
  loads[0]?.come();
  await settled();
  expect(queue.has("a")).toBe(true);
});

test("a lost tile is asked for again after a while, others at once", async () => {
  queue.want(["a", "b"], []);
  loads[0]?.fail();
  loads.shift();
  await settled();
  queue.want(["a", "b"], []);
  expect(open()).toEqual(["b"]);
  waiting[0]?.();
  expect(open()).toEqual(["b", "a"]);
});

test("more than the cache holds is never asked for, so that nothing goes round for ever", async () => {
  queue.want(names(4, "v"), names(4, "r"));
  queue.wantAhead(names(6, "l"));
  const asked: string[] = [];
  for (let round = 0; round < 40 && open().length > 0; round += 1) {
    const [key] = open();
    if (key === undefined) break;
    asked.push(key);
    await come(key);
  }
  expect(asked.sort()).toEqual([...names(4, "r"), ...names(4, "v")]);
});

test("whoever listens hears of each arrival until they stop", async () => {
  let heard = 0;
  const stop = queue.onArrive(() => {
    heard += 1;
  });
  queue.want(["a", "b"], []);
  await come("a");
  stop();
  await come("b");
  expect(heard).toBe(1);
});
