import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { createKeptUploads, indexedDbUploads, type KeptUpload } from "./keptUploads";
import { meStore } from "./meStore";
import type { Tabs } from "./tabs";
import { addUploads, changeUpload, newUpload, uploadsStore } from "./uploadsStore";

let databases = 0;
let name = "";
const open = new Set<string>();

const tab = (id: string): Tabs => ({
  id,
  living: async () => {
    open.add(id);
    return new Set(open);
  },
  alone: (run) => run(),
  onClosed: () => undefined,
});
const page = (id: string) => {
  open.add(id);
  return createKeptUploads(indexedDbUploads(name), tab(id));
};

function choose(kept: ReturnType<typeof page>, ...names: string[]): string[] {
  const rows = names.map((one) => newUpload("prj_1", { name: one, size: 9, inPieces: true }));
  addUploads(rows);
  kept.keep(rows, () => null);
  return rows.map(({ key }) => key);
}

const namesOf = (kept: readonly KeptUpload[]) => kept.map((one) => one.name).sort();
const told = () => new Promise<void>((done) => uploadsStore.subscribe(() => done()));

beforeEach(() => {
  name = `uploads-${databases++}`;
  open.clear();
  uploadsStore.setState({ order: [], byKey: new Map() });
  meStore.setState({ user: { id: "ann", username: "ann" } as never, status: "in" });
});

test("an empty browser has nothing left", async () => {
  expect(await page("a").takeLeft("prj_1")).toEqual([]);
});

test("what a closed page had to send is left to one other page", async () => {
  const first = page("a");
  choose(first, "one.mp4", "two.jpg");
  await first.settled();
  const second = page("b");
  expect(await second.takeLeft("prj_1")).toEqual([]);
  open.delete("a");
  expect(await second.takeLeft("prj_2")).toEqual([]);
  expect(namesOf(await second.takeLeft("prj_1"))).toEqual(["one.mp4", "two.jpg"]);
  expect(await page("c").takeLeft("prj_1")).toEqual([]);
  open.delete("b");
  meStore.setState({ user: { id: "bob", username: "bob" } as never });
  expect(await page("d").takeLeft("prj_1")).toEqual([]);
});

test("what arrived or was taken out is not kept, and a place at the portal is", async () => {
  const first = page("a");
  const [done = "", refused = "", placed = ""] = choose(first, "done.jpg", "refused.txt", "placed.mp4");
  const heard = told();
  changeUpload(done, { fate: "accepted" });
  changeUpload(refused, { fate: "refused" });
  changeUpload(placed, { fate: "sending", uploadId: "upl_1" });
  await heard;
  await first.settled();
  open.delete("a");
  const left = await page("b").takeLeft("prj_1");
  expect(left.map((one) => [one.name, one.upload_id])).toEqual([["placed.mp4", "upl_1"]]);
});

test("what was left a long time ago is forgotten", async () => {
  const storage = indexedDbUploads(name);
  const first = page("a");
  choose(first, "old.mp4");
  await first.settled();
  const [one] = await storage.load("ann");
  await storage.put([{ ...(one as KeptUpload), at: Date.now() - 8 * 24 * 3_600_000 }]);
  open.delete("a");
  expect(await page("b").takeLeft("prj_1")).toEqual([]);
  expect(await storage.load("ann")).toEqual([]);
});
