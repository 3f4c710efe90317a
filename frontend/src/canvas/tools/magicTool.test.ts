import { expect, test } from "vitest";
import type { Point } from "../../contract/contract";
import { startTool } from "./registry";
import type { ToolContext, ToolEffect } from "./tool";

function bench(name: "magic" | "region", editable = true) {
  const tool = startTool(name);
  const context = { frame: { width: 200, height: 100 }, scale: 1, editable } as unknown as ToolContext;
  const log: ToolEffect[] = [];
  const feed = (kind: "down" | "move" | "up", at: Point, alt = false) => {
    const input = { kind, at, screen: at, shift: false, alt, mod: false, double: false };
    log.push(...tool.feed(input, context));
  };
  const asked = () => log.filter(({ kind }) => kind === "prompt" || kind === "click" || kind === "region");
  return { tool, feed, asked, cancel: () => tool.feed({ kind: "cancel" }, context) };
}

test("a drag is a box, cut to the frame", () => {
  const { feed, asked } = bench("magic");
  feed("down", [150, 50]);
  feed("move", [180, 80]);
  feed("up", [300, 90]);
  expect(asked()).toEqual([{ kind: "prompt", box: { x: 150, y: 50, width: 50, height: 40 } }]);
});

test("a click lies on the object, with Alt beside it; outside of the frame it is nothing", () => {
  const { feed, asked } = bench("magic");
  for (const [at, alt] of [
    [[10, 20], false],
    [[30, 40], true],
    [[-5, 40], false],
  ] as const) {
    feed("down", at, alt);
    feed("up", at, alt);
  }
  expect(asked()).toEqual([
    { kind: "click", x: 10, y: 20, positive: true },
    { kind: "click", x: 30, y: 40, positive: false },
  ]);
});

test("a slip, a cancelled drag and a viewer ask for nothing", () => {
  const { tool, feed, asked, cancel } = bench("magic");
  feed("down", [10, 10]);
  feed("move", [20, 10]);
  feed("up", [20, 10]);
  feed("down", [10, 10]);
  feed("move", [60, 60]);
  cancel();
  feed("up", [60, 60]);
  expect(tool.busy()).toBe(false);
  expect(asked()).toEqual([]);
  const viewer = bench("magic", false);
  viewer.feed("down", [10, 10]);
  viewer.feed("up", [10, 10]);
  expect(viewer.asked()).toEqual([]);
});

test("a region is dragged, never clicked", () => {
  const { feed, asked } = bench("region");
  feed("down", [10, 10]);
  feed("up", [10, 10]);
  feed("down", [10, 10]);
  feed("move", [50, 50]);
  feed("up", [60, 60]);
  expect(asked()).toEqual([{ kind: "region", box: { x: 10, y: 10, width: 50, height: 50 } }]);
});
