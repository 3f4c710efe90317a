import { describe, expect, test } from "vitest";
import type { Point, Shape } from "../../contract/contract";
import { box } from "../../model/testing";
import { bench } from "./testing";

const SQUARE: readonly Point[] = [
  [20, 20],
  [100, 20],
  [100, 100],
  [20, 100],
];
const square: Shape = { type: "polygon", points: SQUARE };
const hand = (shape: Shape) => bench("select", { shapes: { one: shape }, selected: ["one"] });

describe("a locked object", () => {
  const locked = () => {
    const tested = hand(square);
    tested.lock("one");
    return tested;
  };

  test("keeps its points: none is moved, added or removed by the pointer", () => {
    const { drag, click, double, changes } = locked();
    drag([100, 20], [120, 10]);
    drag([20, 60], [5, 60]);
    click([60, 20]);
    click([100, 20], { alt: true });
    double([100, 20]);
    expect(changes()).toBe(0);
  });

  test("keeps the point that was picked before it was locked, and the key is free for others", () => {
    const { click, key, lock, changes } = hand(square);
    click([100, 20]);
    lock("one");
    expect(key("remove")).toBe(false);
    expect(changes()).toBe(0);
  });

  test("keeps the visibility of the keypoint under the pointer", () => {
    const skeleton: Shape = { type: "skeleton", points: SQUARE, visibility: [2, 2, 2, 2] };
    const { feed, key, lock, shapes } = hand(skeleton);
    feed("move", [100, 20]);
    lock("one");
    expect(key("visibility")).toBe(false);
    expect(shapes["one"]).toEqual(skeleton);
  });

  test("does not follow what is selected with it, which is moved but not scaled", () => {
    const shapes = { one: square, other: box(120, 120, 40, 40) };
    const { drag, lock, shapes: made } = bench("select", { shapes, selected: ["one", "other"] });
    lock("one");
    drag([160, 160], [170, 165]);
    expect(made).toEqual({ one: square, other: box(130, 125, 40, 40) });
  });
});

describe("a polygon of a group", () => {
  const other: Shape = {
    type: "polygon",
    points: [
      [120, 20],
      [180, 20],
      [180, 100],
      [120, 100],
    ],
  };
  const grouped = (selected: readonly string[] = []) =>
    bench("select", { shapes: { one: square, other }, selected, group: ["one", "other"] });

  test("is selected with its group by a click and alone with Alt", () => {
    const { click, selection } = grouped();
    click([30, 90]);
    expect(selection().sort()).toEqual(["one", "other"]);
    click([30, 90], { alt: true });
    expect(selection()).toEqual(["one"]);
  });

  test("is edited alone, and the others of its group keep their points", () => {
    const { drag, click, key, shapes, selection } = grouped(["one"]);
    drag([100, 20], [110, 10]);
    click([60, 100]);
    click([20, 20], { alt: true });
    expect(shapes["one"]).toMatchObject({
      points: [
        [110, 10],
        [100, 100],
        [60, 100],
        [20, 100],
      ],
    });
    click([60, 100]);
    expect(key("remove")).toBe(true);
    expect(shapes["one"]).toMatchObject({
      points: [
        [110, 10],
        [100, 100],
        [20, 100],
      ],
    });
    expect(shapes["other"]).toEqual(other);
    expect(selection()).toEqual(["one"]);
  });

  test("shows no points of its own while the whole group is selected", () => {
    const { drag, click, key, shapes } = grouped(["one", "other"]);
    click([60, 20]);
    expect(key("remove")).toBe(false);
    expect(shapes).toEqual({ one: square, other });
    drag([30, 90], [35, 95]);
    expect(shapes["one"]).toMatchObject({ points: SQUARE.map(([x, y]) => [x + 5, y + 5]) });
    expect(shapes["other"]).toMatchObject({ points: other.points.map(([x, y]) => [x + 5, y + 5]) });
  });
});
