import { describe, expect, test } from "vitest";
import type { MaskShape, Point, Shape } from "../../contract/contract";
import { strokeSpans } from "../../model/mask/brush";
import { isEmptyMask, type MaskSize, maskArea, maskContains, maskFromSpans } from "../../model/mask/spans";
import { box } from "../../model/testing";
import { type BrushSettings, brushTool } from "./brushTool";
import type { PointerInput, ToolContext, ToolEffect } from "./tool";

const SIZE: MaskSize = [200, 200];
const disc = (x: number, y: number, radius = 20): MaskShape =>
  maskFromSpans(strokeSpans([[x, y]], radius, SIZE), SIZE);

function bench(
  mode: "brush" | "eraser",
  shapes: Record<string, Shape> = {},
  selected: string[] = [],
  settings: BrushSettings = { size: 10, pressure: false },
) {
  const tool = brushTool(mode, () => settings);
  let state = tool.initial;
  let selection = new Set(selected);
  const context = (editable: boolean): ToolContext => ({
    frame: { width: 200, height: 200 },
    scale: 0.5,
    selection,
    editable,
    shapeOf: (id) => shapes[id] ?? null,
    hits: (at) =>
      Object.keys(shapes).filter((id) => {
        const shape = shapes[id];
        return shape?.type === "mask" && maskContains(shape, at);
      }),
    within: () => [],
    skeleton: null,
    snap: () => null,
  });
  const log: ToolEffect[] = [];
  const take = (input: PointerInput | { kind: "cancel" }, editable = true) => {
    const step = tool.step(state, input, context(editable));
    state = step.state;
    for (const effect of step.effects) if (effect.kind === "select") selection = new Set(effect.ids);
    log.push(...step.effects);
    return step.effects;
  };
  const feed = (kind: "down" | "move" | "up", at: Point, more: Partial<PointerInput> = {}, editable = true) =>
    take({ kind, at, screen: at, shift: false, alt: false, mod: false, double: false, ...more }, editable);
  return { feed, log, cancel: () => take({ kind: "cancel" }), name: () => state.name };
}

function last<K extends ToolEffect["kind"]>(log: readonly ToolEffect[], kind: K) {
  return log.filter((effect): effect is ToolEffect & { kind: K } => effect.kind === kind).at(-1);
}

describe("the brush", () => {
  test("moving without pressing draws nothing and hides the arrow", () => {
    const { feed, log } = bench("brush");
    feed("move", [50, 50]);
    expect(last(log, "draw")).toBeUndefined();
    expect(last(log, "cursor")).toEqual({ kind: "cursor", cursor: "none" });
  });

  test("a stroke with no mask selected is a new mask, added on release", () => {
    const { feed, log } = bench("brush");
    feed("down", [50, 50]);
    feed("move", [90, 50]);
    expect(last(log, "add")).toBeUndefined();
    const drawn = last(log, "draw")?.shape;
    feed("up", [90, 50]);
    const added = last(log, "add")?.shape;
    expect(added).toBe(drawn);
    expect(added?.type === "mask" && maskArea(added)).toBe(
      maskArea(
        maskFromSpans(
          strokeSpans(
            [
              [50, 50],
              [90, 50],
            ],
            5,
            SIZE,
          ),
          SIZE,
        ),
      ),
    );
  });

  test("a selected box is let be and a new mask begins", () => {
    const { feed, log } = bench("brush", { one: box(10, 10, 50, 50) }, ["one"]);
    feed("down", [20, 20]);
    feed("up", [20, 20]);
    expect(last(log, "add")?.shape.type).toBe("mask");
    expect(last(log, "change")).toBeUndefined();
  });

  test("a stroke on a selected mask adds to it, as one change", () => {
    const { feed, log } = bench("brush", { one: disc(50, 50) }, ["one"]);
    feed("down", [70, 50]);
    feed("move", [120, 50]);
    feed("move", [150, 50]);
    feed("up", [150, 50]);
    const changes = log.filter((effect) => effect.kind === "change");
    expect(changes.length).toBe(1);
    const grown = last(log, "change")?.shapes.get("one") as MaskShape;
    expect([maskContains(grown, [50, 50]), maskContains(grown, [154, 50])]).toEqual([true, true]);
  });

  test("with several masks selected the last one grows", () => {
    const { feed, log } = bench("brush", { one: disc(50, 50), two: disc(100, 50) }, ["one", "two"]);
    feed("down", [75, 150]);
    feed("up", [75, 150]);
    expect([...(last(log, "change")?.shapes.keys() ?? [])]).toEqual(["two"]);
  });

  test("the points that the browser gathered are all on the stroke", () => {
    const { feed, log } = bench("brush");
    feed("down", [20, 20]);
    feed("move", [120, 20], {
      trail: [
        [70, 100],
        [120, 20],
      ],
    });
    feed("up", [120, 20]);
    const added = last(log, "add")?.shape as MaskShape;
    expect([maskContains(added, [70, 100]), maskContains(added, [70, 20])]).toEqual([true, false]);
  });

  test("a stroke beside the frame adds nothing", () => {
    const { feed, log } = bench("brush");
    feed("down", [-80, 50]);
    feed("up", [-80, 50]);
    expect(last(log, "add")).toBeUndefined();
  });

  test("Escape gives the stroke up", () => {
    const { feed, cancel, log, name } = bench("brush", { one: disc(50, 50) }, ["one"]);
    feed("down", [70, 50]);
    expect(cancel()).toContainEqual({ kind: "drag", shapes: null });
    feed("up", [70, 50]);
    expect(last(log, "change")).toBeUndefined();
    expect(name()).toBe("idle");
  });

  test("who may only look paints nothing", () => {
    const { feed, log } = bench("brush");
    feed("down", [50, 50], {}, false);
    feed("up", [50, 50], {}, false);
    expect(last(log, "add")).toBeUndefined();
  });

  test("Alt and a drag to the right make the brush larger by twice the way, in image pixels", () => {
    const { feed, log } = bench("brush");
    feed("down", [50, 50], { alt: true });
    feed("move", [60, 80]);
    expect(last(log, "brushSize")).toEqual({ kind: "brushSize", size: 10 + 40, at: [50, 50] });
    feed("up", [60, 80]);
    expect(last(log, "add")).toBeUndefined();
  });

  test("a pen's pressure counts only when asked for", () => {
    const areas = [false, true].map((pressure) => {
      const { feed, log } = bench("brush", {}, [], { size: 20, pressure });
      feed("down", [50, 50], { pressure: 0.5 });
      feed("up", [50, 50], { pressure: 0 });
      return maskArea(last(log, "add")?.shape as MaskShape);
    });
    expect(areas[0]).toBe(maskArea(disc(50, 50, 10)));
    expect(areas[1]).toBe(maskArea(disc(50, 50, 5)));
  });
});

describe("the eraser", () => {
  test("takes away from every selected mask", () => {
    const { feed, log } = bench("eraser", { one: disc(50, 50), two: disc(90, 50) }, ["one", "two"]);
    feed("down", [50, 50]);
    feed("move", [90, 50]);
    feed("up", [90, 50]);
    const shapes = last(log, "change")?.shapes;
    for (const [id, x] of [
      ["one", 50],
      ["two", 90],
    ] as const)
      expect(maskContains(shapes?.get(id) as MaskShape, [x, 50])).toBe(false);
  });

  test("with none selected takes the mask under the pointer", () => {
    const { feed, log } = bench("eraser", { one: disc(50, 50), two: disc(120, 50) });
    feed("down", [120, 50]);
    expect(last(log, "select")).toEqual({ kind: "select", ids: ["two"] });
    feed("up", [120, 50]);
    expect([...(last(log, "change")?.shapes.keys() ?? [])]).toEqual(["two"]);
  });

  test("on nothing does nothing", () => {
    const { feed, log, name } = bench("eraser");
    feed("down", [20, 20]);
    expect(name()).toBe("idle");
    feed("up", [20, 20]);
    expect(last(log, "change")).toBeUndefined();
  });

  test("a mask erased to nothing is handed over empty", () => {
    const { feed, log } = bench("eraser", { one: disc(50, 50, 4) }, ["one"]);
    feed("down", [50, 50]);
    feed("up", [50, 50]);
    expect(isEmptyMask(last(log, "change")?.shapes.get("one") as MaskShape)).toBe(true);
  });
});
