import { describe, expect, test } from "vitest";
import { HINT_LIFE_MS, HINT_REPEAT_MS, holdersOn, keepFresh, type RemoteSelection } from "./inHand";

const held = (fields: Partial<RemoteSelection>): RemoteSelection => ({
  type: "selection.changed",
  connection_id: "con_1",
  id: "u2",
  name: "Ben",
  frame_id: "frm_1",
  ids: ["ann_1"],
  editing: false,
  seenAt: 0,
  ...fields,
});
const all = (...selections: RemoteSelection[]) =>
  new Map(selections.map((selection) => [selection.connection_id, selection]));

describe("what others have in hand", () => {
  test("is nothing on a frame where nobody is", () => {
    expect(holdersOn("frm_1", new Map(), "u1").size).toBe(0);
    expect(holdersOn("frm_2", all(held({})), "u1").size).toBe(0);
  });

  test("leaves out my own other tab", () => {
    expect(holdersOn("frm_1", all(held({})), "u2").size).toBe(0);
  });

  test("names whoever is editing before whoever has only selected", () => {
    const both = all(
      held({}),
      held({ connection_id: "con_2", id: "u3", name: "Cleo", editing: true }),
      held({ connection_id: "con_3", id: "u4", name: "Dan" }),
    );
    expect(holdersOn("frm_1", both, "u1").get("ann_1")).toEqual({
      personId: "u3",
      name: "Cleo",
      editing: true,
    });
  });

  test("ends by itself within ten seconds, and survives two lost repeats", () => {
    expect(HINT_LIFE_MS).toBeLessThanOrEqual(10_000);
    expect(HINT_REPEAT_MS * 3).toBeLessThan(HINT_LIFE_MS);
    const selections = all(held({ seenAt: 0 }), held({ connection_id: "con_2", seenAt: 5_000 }));
    expect(keepFresh(selections, 8_000)).toBe(selections);
    expect([...keepFresh(selections, HINT_LIFE_MS).keys()]).toEqual(["con_2"]);
  });
});
