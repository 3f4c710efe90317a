import { describe, expect, test } from "vitest";
import { box } from "../../model/testing";
import { bench } from "./testing";

describe("the box tool", () => {
  test("draws by drag", () => {
    const { feed, last } = bench("box");
    feed("down", [10, 10]);
    feed("move", [40, 50]);
    feed("up", [40, 50]);
    expect(last("add")).toEqual({ kind: "add", shape: box(10, 10, 30, 40) });
  });

  test("draws by two clicks", () => {
    const { feed, click, last } = bench("box");
    click([40, 50]);
    feed("move", [20, 20]);
    expect(last("draw")).toEqual({ kind: "draw", shape: box(20, 20, 20, 30) });
    click([10, 10]);
    expect(last("add")).toEqual({ kind: "add", shape: box(10, 10, 30, 40) });
  });

  test("a slip of the hand draws nothing", () => {
    const { click, last } = bench("box");
    click([40, 50]);
    click([41, 50]);
    expect(last("add")).toBeUndefined();
  });

  test("a box is cut to the frame", () => {
    const { feed, last } = bench("box");
    feed("down", [150, 150]);
    feed("move", [900, 900]);
    feed("up", [900, 900]);
    expect(last("add")).toEqual({ kind: "add", shape: box(150, 150, 50, 50) });
  });

  test("Escape goes back to idle without a box", () => {
    const { feed, cancel, tool, last } = bench("box");
    feed("down", [10, 10]);
    feed("move", [40, 50]);
    expect(cancel()).toContainEqual({ kind: "draw", shape: null });
    expect(tool.busy()).toBe(false);
    feed("up", [40, 50]);
    expect(last("add")).toBeUndefined();
  });
});

describe("the select tool", () => {
  const shapes = { large: box(0, 0, 100, 100), small: box(40, 40, 20, 20) };

  test("a click on nothing clears the selection", () => {
    const { click, selection } = bench("select", { shapes, selected: ["large"] });
    click([180, 180]);
    expect(selection()).toEqual([]);
  });

  test("a click takes the smallest object", () => {
    const { click, selection } = bench("select", { shapes });
    click([50, 50]);
    expect(selection()).toEqual(["small"]);
  });

  test("another click in the same place reaches the one underneath, and then starts again", () => {
    const { click, selection } = bench("select", { shapes });
    click([50, 50]);
    click([50, 50]);
    expect(selection()).toEqual(["large"]);
    click([50, 50]);
    expect(selection()).toEqual(["small"]);
  });

  test("Shift+click adds and takes away", () => {
    const { click, last } = bench("select", { shapes, selected: ["large"] });
    click([50, 50], { shift: true });
    expect(last("toggle")).toEqual({ kind: "toggle", id: "small" });
  });

  test("a drag moves the object and is one change on release", () => {
    const { feed, last } = bench("select", { shapes });
    feed("down", [50, 50]);
    feed("move", [55, 58]);
    feed("move", [60, 60]);
    expect(last("change")).toBeUndefined();
    feed("up", [60, 60]);
    expect(last("change")).toEqual({
      kind: "change",
      shapes: new Map([["small", box(50, 50, 20, 20)]]),
    });
  });

  test("a drag stops at the edge of the frame", () => {
    const { feed, last } = bench("select", { shapes });
    feed("down", [50, 50]);
    feed("move", [-500, 60]);
    feed("up", [-500, 60]);
    expect(last("change")).toEqual({ kind: "change", shapes: new Map([["small", box(0, 50, 20, 20)]]) });
  });

  test("a handle of the selected box resizes it", () => {
    const { feed, last } = bench("select", { shapes: { one: box(10, 10, 50, 50) }, selected: ["one"] });
    feed("down", [60, 60]);
    feed("move", [80, 90]);
    feed("up", [80, 90]);
    expect(last("change")).toEqual({ kind: "change", shapes: new Map([["one", box(10, 10, 70, 80)]]) });
  });

  test("Escape restores the shape at the start of the gesture", () => {
    const { feed, cancel, last, tool } = bench("select", { shapes });
    feed("down", [50, 50]);
    feed("move", [60, 60]);
    expect(cancel()).toContainEqual({ kind: "drag", shapes: null });
    feed("up", [60, 60]);
    expect(last("change")).toBeUndefined();
    expect(tool.busy()).toBe(false);
  });

  test("a drag from the background selects what it encloses", () => {
    const { feed, selection } = bench("select", { shapes });
    feed("down", [150, 150]);
    feed("move", [10, 10]);
    feed("up", [10, 10]);
    expect(selection()).toEqual(["large", "small"]);
  });
});

test("the pan tool moves the picture by what the pointer moved", () => {
  const { feed, last } = bench("pan");
  feed("down", [10, 10]);
  feed("move", [15, 7]);
  feed("up", [15, 7]);
  expect(last("pan")).toEqual({ kind: "pan", dx: 5, dy: -3 });
});
