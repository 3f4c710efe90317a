import { beforeEach, describe, expect, test } from "vitest";
import { assetEvent, corrected, project } from "../model/testing";
import { countAsset, countCorrection, projectStore, setProject } from "./projectStore";

const counts = () => projectStore.getState().project?.counts;
const read = (seq: number, ready: number, pending: number) =>
  project({ seq, counts: { ...project().counts, assets: ready + pending, ready, pending } });
const becomesReady = (seq: number) => countAsset(assetEvent(seq, "asset.ready", { status: "ready" }));

beforeEach(() => setProject(null));

describe("the counts of the open project", () => {
  test("move by every event after the read", () => {
    setProject(read(10, 0, 3));
    for (const seq of [11, 12, 13]) becomesReady(seq);
    expect(counts()).toMatchObject({ assets: 3, ready: 3, pending: 0 });
  });

  test("contain the events before the read once", () => {
    setProject(read(10, 2, 1));
    becomesReady(9);
    becomesReady(10);
    expect(counts()).toMatchObject({ ready: 2, pending: 1 });
  });

  test("keep what events told while an older read was on its way", () => {
    setProject(read(10, 0, 3));
    for (const seq of [11, 12, 13]) becomesReady(seq);
    setProject(read(11, 1, 2));
    expect(counts()).toMatchObject({ ready: 3, pending: 0 });
  });

  test("keep what events told before the first read arrived", () => {
    setProject(read(1, 0, 1));
    countCorrection(corrected({ seq: 3 }));
    setProject(read(2, 0, 1));
    expect(counts()?.corrections).toBe(1);
  });

  test("start anew with another project", () => {
    setProject(read(10, 0, 1));
    becomesReady(11);
    setProject(project({ id: "prj_2" }));
    expect(counts()).toEqual(project().counts);
  });
});
