// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { annotation, frameState, prediction } from "../model/testing";
import { PLAIN_VIEW } from "../model/viewSettings";
import { describeSelection } from "./announce";
import { bindingsStore, keysOf, setOverrides } from "./bindingsStore";
import { COMMANDS, commandById, commandForKey } from "./commands";
import { meStore } from "./meStore";
import { findItems, noteUsed, recentIds } from "./palette";
import { SYNONYMS } from "./synonyms";
import { changeView, resetAdjustments, resetView, stepView, toggleGrid, viewSettings } from "./viewStore";

const as = (id: string | null) =>
  meStore.setState({ user: id ? { id, name: id, is_admin: false } : null, status: "in" });

beforeEach(() => {
  localStorage.clear();
  as(null);
  as("ana");
});

describe("the settings of the view", () => {
  test("are kept for each person apart", () => {
    changeView({ brightness: 1.5, colourBy: "author" });
    as("ben");
    expect(viewSettings()).toEqual(PLAIN_VIEW);
    as("ana");
    expect(viewSettings()).toMatchObject({ brightness: 1.5, colourBy: "author" });
  });

  test("broken storage reads as the settings at first", () => {
    localStorage.setItem("tandem.view.ben", "{not json");
    as("ben");
    expect(viewSettings()).toEqual(PLAIN_VIEW);
  });

  test("one key shows the picture as it is and leaves the rest", () => {
    changeView({ names: "never" });
    for (let i = 0; i < 50; i++) stepView("gamma", 1);
    expect(viewSettings().gamma).toBe(4);
    resetAdjustments();
    expect(viewSettings()).toEqual({ ...PLAIN_VIEW, names: "never" });
    resetView();
    expect(viewSettings()).toEqual(PLAIN_VIEW);
  });

  test("the grid comes back with the step it had", () => {
    changeView({ gridStep: 50 });
    toggleGrid();
    expect(viewSettings().gridStep).toBe(0);
    toggleGrid();
    expect(viewSettings().gridStep).toBe(50);
  });
});

describe("a person's keys", () => {
  test("hold at once, and again after another person was here", () => {
    setOverrides(new Map([["tool.pan", ["f9"]]]));
    expect(commandForKey("f9", ["editor"])?.id).toBe("tool.pan");
    expect(commandForKey("h", ["editor"])).toBeNull();
    as("ben");
    expect(commandForKey("h", ["editor"])?.id).toBe("tool.pan");
    as("ana");
    expect(keysOf(commandById("tool.pan"))).toEqual(["f9"]);
  });

  test("broken storage gives the first keys", () => {
    localStorage.setItem("tandem.keys.ben", '{"tool.pan":[3,"esc"],"nothing":["a"]');
    as("ben");
    expect(bindingsStore.getState().overrides.size).toBe(0);
    expect(COMMANDS.length).toBeGreaterThan(50);
  });
});

describe("the palette", () => {
  test("every synonym belongs to a command", () => {
    const ids = new Set(COMMANDS.map((item) => item.id));
    expect(Object.keys(SYNONYMS).filter((id) => !ids.has(id))).toEqual([]);
  });
  test("finds by initials, says the keys in use, and why a command can do nothing", () => {
    setOverrides(new Map([["view.theme", ["f9"]]]));
    const [first] = findItems("dol");
    expect(first).toMatchObject({ title: "Dark or light", keys: ["f9"], why: null });
    expect(findItems("zoom in")[0]?.why).toBe("Open a project first.");
    expect(findItems("subtract")[0]?.id).toBe("mask.subtract");
    expect(findItems("union")[0]?.id).toBe("mask.join");
  });

  test("shows what was used lately first", () => {
    noteUsed("view.theme");
    noteUsed("go.projects");
    noteUsed("view.theme");
    expect(recentIds()).toEqual(["view.theme", "go.projects"]);
    expect(findItems("")[0]?.id).toBe("view.theme");
  });

  test("leaves out what only makes sense as a key", () => {
    const ids = findItems("").map((item) => item.id);
    expect(ids).not.toContain("nudge.left");
    expect(ids).not.toContain("view.peek");
  });
});

describe("the words for a selection", () => {
  const frame = frameState({
    annotations: [annotation(), annotation({ id: "ann_2", label: "dog" })],
    predictions: [prediction()],
  });
  test.each([
    [[], ""],
    [["gone"], ""],
    [["ann_1"], "cat, box, 20 by 20 pixels at 10, 10"],
    [["prd_1.0"], "Ghost cat, 80 percent, box, 20 by 20 pixels at 10, 10"],
    [["ann_1", "ann_2", "prd_1.0"], "3 objects selected: 2 cat, 1 dog"],
  ])("%o: %s", (ids, words) => expect(describeSelection(frame, new Set(ids))).toBe(words));
});
