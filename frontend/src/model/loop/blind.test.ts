import { describe, expect, it } from "vitest";
import type { SaidShape } from "../../contract/blind";
import type { Evaluation } from "../../contract/learning";
import { awaitsVotes, countShapes, firstAwaited, progressWords, tellOutcome } from "./blind";

const evaluation = (changes: Partial<Evaluation> & { wanted?: number } = {}): Evaluation => {
  const { wanted = 3, ...others } = changes;
  return {
    id: "evl_1",
    status: "finished",
    verdict: "undecided",
    acted: false,
    champion_id: "mdl_1",
    policy: { blind_votes: wanted, promote: "auto" },
    blind: { candidate: 1, champion: 0, equal: 1 },
    ...others,
  } as Evaluation;
};

describe("waiting for votes", () => {
  it("lasts until the votes are in, the verdict is spoken, or another version is champion", () => {
    expect(awaitsVotes(evaluation(), "mdl_1")).toBe(true);
    expect(awaitsVotes(evaluation({ wanted: 2 }), "mdl_1")).toBe(false);
    expect(awaitsVotes(evaluation({ wanted: 0 }), "mdl_1")).toBe(false);
    expect(awaitsVotes(evaluation({ verdict: "keep" }), "mdl_1")).toBe(false);
    expect(awaitsVotes(evaluation({ acted: true }), "mdl_1")).toBe(false);
    expect(awaitsVotes(evaluation({ status: "running" }), "mdl_1")).toBe(false);
    expect(awaitsVotes(evaluation(), "mdl_2")).toBe(false);
    expect(awaitsVotes(evaluation({ champion_id: null }), null)).toBe(false);
  });

  it("is told by the comparison that waits longest", () => {
    expect(firstAwaited([], "mdl_1")).toBeNull();
    const rows = [evaluation({ id: "evl_3" }), evaluation({ id: "evl_2" }), evaluation({ wanted: 0 })];
    expect(firstAwaited(rows, "mdl_1")?.id).toBe("evl_2");
  });
});

it("counts votes no further than they are wanted", () => {
  expect(progressWords({ candidate: 0, champion: 0, equal: 0 }, 10)).toBe("0 of 10");
  expect(progressWords({ candidate: 4, champion: 1, equal: 1 }, 5)).toBe("5 of 5");
});

it("says what the votes came to", () => {
  const told = (changes: Partial<Evaluation>) => tellOutcome(evaluation(changes));
  expect(told({ verdict: "promote", acted: true })).toContain("predicts from now on");
  expect(told({ verdict: "promote", policy: { promote: "ask" } as Evaluation["policy"] })).toContain(
    "manager",
  );
  expect(told({ verdict: "keep" })).toContain("the champion stays");
  expect(told({})).toContain("nothing is decided");
});

it("counts what a side shows, for who does not see the boxes", () => {
  const said = (label: string): SaidShape => ({ label, shape: { type: "tag" } });
  expect(countShapes([])).toBe("nothing");
  expect(countShapes([said("cat"), said("dog"), said("cat")])).toBe("2 cat, 1 dog");
});
