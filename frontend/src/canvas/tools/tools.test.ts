import { describe, expect, test } from "vitest";
import type { Point, Shape } from "../../contract/contract";
import { hitsShape, shapeArea } from "../../model/geometry";
import { box } from "../../model/testing";
import { startTool } from "./registry";
import type { ToolContext, ToolEffect } from "./tool";

function bench(name: "select" | "box" | "pan", shapes: Record<string, Shape> = {}, selected: string[] = []) {
  const tool = startTool(name);
  let selection = new Set(selected);
  const context = (): ToolContext => ({
    frame: { width: 200, height: 200 },
    scale: 1,
    selection,
    editable: true,
    shapeOf: (id) => shapes[id] ?? null,
    hits: (at) =>
      Object.keys(shapes)
        .filter((id) => hitsShape(shapes[id] as Shape, at, 0))
        .sort((a, b) => shapeArea(shapes[a] as Shape) - shapeArea(shapes[b] as Shape)),
    within: () => Object.keys(shapes),
  });
  const log: ToolEffect[] = [];
  const feed = (kind: "down" | "move" | "up", at: Point, held: { shift?: boolean; alt?: boolean } = {}) => {
    const effects = tool.feed(
      { kind, at, screen: at, shift: held.shift ?? false, alt: held.alt ?? false },
      context(),
    );
    for (const effect of effects) if (effect.kind === "select") selection = new Set(effect.ids);
    log.push(...effects);
    return effects;
  };
  return {
    tool,
    log,
    feed,
    cancel: () => tool.feed({ kind: "cancel" }, context()),
    click: (at: Point, held = {}) => {
      feed("down", at, held);
      feed("up", at, held);
    },
    selection: () => [...selection],
  };
}

const last = (log: readonly ToolEffect[], kind: ToolEffect["kind"]) =>
  log.filter((effect) => effect.kind === kind).at(-1);

describe("the box tool", () => {
  test("draws by drag", () => {
    const { feed, log } = bench("box");
    feed("down", [10, 10]);
    feed("move", [40, 50]);
    feed("up", [40, 50]);
    expect(last(log, "add")).toEqual({ kind: "add", shape: box(10, 10, 30, 40) });
  });

  test("draws by two clicks", () => {
    const { feed, click, log } = bench("box");
    click([40, 50]);
    feed("move", [20, 20]);
    expect(last(log, "draw")).toEqual({ kind: "draw", shape: box(20, 20, 20, 30) });
    click([10, 10]);
    expect(last(log, "add")).toEqual({ kind: "add", shape: box(10, 10, 30, 40) });
  });

  test("a slip of the hand draws nothing", () => {
    const { click, log } = bench("box");
    click([40, 50]);
    click([41, 50]);
    expect(last(log, "add")).toBeUndefined();
  });

  test("a box is cut to the frame", () => {
    const { feed, log } = bench("box");
    feed("down", [150, 150]);
    feed("move", [900, 900]);
    feed("up", [900, 900]);
    expect(last(log, "add")).toEqual({ kind: "add", shape: box(150, 150, 50, 50) });
  });

  test("Escape goes back to idle without a box", () => {
    const { feed, cancel, tool, log } = bench("box");
    feed("down", [10, 10]);
    feed("move", [40, 50]);
    expect(cancel()).toContainEqual({ kind: "draw", shape: null });
    expect(tool.busy()).toBe(false);
    feed("up", [40, 50]);
    expect(last(log, "add")).toBeUndefined();
  });
});

describe("the select tool", () => {
  const shapes = { large: box(0, 0, 100, 100), small: box(40, 40, 20, 20) };

  test("a click on nothing clears the selection", () => {
    const { click, selection } = bench("select", shapes, ["large"]);
    click([180, 180]);
    expect(selection()).toEqual([]);
  });

  test("a click takes the smallest object", () => {
    const { click, selection } = bench("select", shapes);
    click([50, 50]);
    expect(selection()).toEqual(["small"]);
  });

  test("another click in the same place reaches the one underneath, and then starts again", () => {
    const { click, selection } = bench("select", shapes);
    click([50, 50]);
    click([50, 50]);
    expect(selection()).toEqual(["large"]);
    click([50, 50]);
    expect(selection()).toEqual(["small"]);
  });

  test("Shift+click adds and takes away", () => {
    const { click, log } = bench("select", shapes, ["large"]);
    click([50, 50], { shift: true });
    expect(last(log, "toggle")).toEqual({ kind: "toggle", id: "small" });
  });

  test("a drag moves the object and is one change on release", () => {
    const { feed, log } = bench("select", shapes);
    feed("down", [50, 50]);
    feed("move", [55, 58]);
    feed("move", [60, 60]);
    expect(last(log, "change")).toBeUndefined();
    feed("up", [60, 60]);
    expect(last(log, "change")).toEqual({
      kind: "change",
      shapes: new Map([["small", box(50, 50, 20, 20)]]),
    });
  });

  test("a drag stops at the edge of the frame", () => {
    const { feed, log } = bench("select", shapes);
    feed("down", [50, 50]);
    feed("move", [-500, 60]);
    feed("up", [-500, 60]);
    expect(last(log, "change")).toEqual({ kind: "change", shapes: new Map([["small", box(0, 50, 20, 20)]]) });
  });

  test("a handle of the selected box resizes it", () => {
    const { feed, log } = bench("select", { one: box(10, 10, 50, 50) }, ["one"]);
    feed("down", [60, 60]);
    feed("move", [80, 90]);
    feed("up", [80, 90]);
    expect(last(log, "change")).toEqual({ kind: "change", shapes: new Map([["one", box(10, 10, 70, 80)]]) });
  });

  test("Escape restores the shape at the start of the gesture", () => {
    const { feed, cancel, log, tool } = bench("select", shapes);
    feed("down", [50, 50]);
    feed("move", [60, 60]);
    expect(cancel()).toContainEqual({ kind: "drag", shapes: null });
    feed("up", [60, 60]);
    expect(last(log, "change")).toBeUndefined();
    expect(tool.busy()).toBe(false);
  });

  test("a drag from the background selects what it encloses", () => {
    const { feed, selection } = bench("select", shapes);
    feed("down", [150, 150]);
    feed("move", [10, 10]);
    feed("up", [10, 10]);
    expect(selection()).toEqual(["large", "small"]);
  });
});

test("the pan tool moves the picture by what the pointer moved", () => {
  const { feed, log } = bench("pan");
  feed("down", [10, 10]);
  feed("move", [15, 7]);
  feed("up", [15, 7]);
  expect(last(log, "pan")).toEqual({ kind: "pan", dx: 5, dy: -3 });
});
