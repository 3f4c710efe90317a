import { describe, expect, test } from "vitest";
import type { Point, Shape } from "../../contract/contract";
import { handlePoint } from "../../model/boxHandles";
import { shapeToMask } from "../../model/mask/shapeToMask";
import { turnHandle } from "../../model/rotate";
import { box } from "../../model/testing";
import { bench } from "./testing";

const SQUARE: readonly Point[] = [
  [20, 20],
  [100, 20],
  [100, 100],
  [20, 100],
];
const HOLE: readonly Point[] = [
  [45, 45],
  [85, 45],
  [65, 85],
];
const square: Shape = { type: "polygon", points: SQUARE, holes: [HOLE] };
const hand = (shape: Shape, selected = true) =>
  bench("select", { shapes: { one: shape }, selected: selected ? ["one"] : [] });

describe("points of the selected object", () => {
  test("are moved by dragging, as one change", () => {
    const { drag, shapes, changes } = hand(square);
    drag([100, 20], [120, 10]);
    expect(changes()).toBe(1);
    expect(shapes["one"]).toEqual({ ...square, points: SQUARE.with(1, [120, 10]) });
  });

  test("of a hole are moved like those of the outline", () => {
    const { drag, shapes } = hand(square);
    drag([65, 85], [60, 75]);
    expect(shapes["one"]).toEqual({ ...square, holes: [HOLE.with(2, [60, 75])] });
  });

  test("stay on the frame", () => {
    const { drag, shapes } = hand(square);
    drag([100, 20], [500, -20]);
    expect(shapes["one"]).toMatchObject({ points: SQUARE.with(1, [200, 0]) });
  });

  test("snap to a neighbour with Ctrl", () => {
    const tested = bench("select", {
      shapes: { one: square, other: box(130, 5, 40, 40) },
      selected: ["one"],
    });
    tested.drag([100, 20], [126, 9], { mod: true });
    expect(tested.shapes["one"]).toMatchObject({ points: SQUARE.with(1, [130, 5]) });
  });

  test("of an object that is not selected are left alone", () => {
    const { drag, shapes } = hand(square, false);
    drag([100, 22], [110, 32]);
    expect(shapes["one"]).toMatchObject({ points: SQUARE.map(([x, y]) => [x + 10, y + 10]) });
  });

  test("are added by a click on the middle of an edge", () => {
    const { click, shapes } = hand(square);
    click([60, 20]);
    expect(shapes["one"]).toEqual({ ...square, points: SQUARE.toSpliced(1, 0, [60, 20]) });
  });

  test("are added and moved by a drag of the middle of an edge", () => {
    const { drag, shapes, changes } = hand(square);
    drag([20, 60], [5, 60]);
    expect(changes()).toBe(1);
    expect(shapes["one"]).toEqual({ ...square, points: [...SQUARE, [5, 60]] });
  });

  test("are removed by Alt+click", () => {
    const { click, shapes } = hand(square);
    click([100, 20], { alt: true });
    expect(shapes["one"]).toEqual({ ...square, points: SQUARE.toSpliced(1, 1) });
  });

  test("are removed by Delete once they are picked", () => {
    const { click, key, shapes } = hand(square);
    expect(key("remove")).toBe(false);
    click([100, 20]);
    expect(key("remove")).toBe(true);
    expect(shapes["one"]).toEqual({ ...square, points: SQUARE.toSpliced(1, 1) });
    expect(key("remove")).toBe(false);
  });

  test("a hole of three points goes as a whole", () => {
    const { click, shapes } = hand(square);
    click([65, 85], { alt: true });
    expect(shapes["one"]).toEqual({ type: "polygon", points: SQUARE });
  });

  const fewest: readonly [Shape["type"], Shape][] = [
    ["polygon", { type: "polygon", points: SQUARE.slice(0, 3) }],
    ["polyline", { type: "polyline", points: SQUARE.slice(0, 2) }],
    ["points", { type: "points", points: SQUARE.slice(0, 1) }],
    ["skeleton", { type: "skeleton", points: SQUARE, visibility: [2, 2, 2, 2] }],
  ];
  test.each(fewest)("a %s keeps the points it needs, and says so", (_type, shape) => {
    const { click, changes, said } = hand(shape);
    click([20, 20], { alt: true });
    expect(changes()).toBe(0);
    expect(said()).toMatch(/keeps/);
  });

  test("Escape lets a dragged point go back", () => {
    const { feed, cancel, changes, tool } = hand(square);
    feed("down", [100, 20]);
    feed("move", [120, 40]);
    expect(cancel()).toContainEqual({ kind: "drag", shapes: null });
    expect(changes()).toBe(0);
    expect(tool.busy()).toBe(false);
  });
});

describe("keypoints", () => {
  const skeleton: Shape = { type: "skeleton", points: SQUARE, visibility: [2, 2, 2, 2] };
  test("go from visible to hidden to absent and back, under the pointer", () => {
    const { feed, key, shapes } = hand(skeleton);
    feed("move", [100, 100]);
    const seen: unknown[] = [];
    for (let press = 0; press < 3; press++) {
      expect(key("visibility")).toBe(true);
      const now = shapes["one"];
      seen.push(now?.type === "skeleton" && now.visibility?.[2]);
    }
    expect(seen).toEqual([1, 0, 2]);
  });

  test("away from every keypoint the key means nothing", () => {
    const { feed, key } = hand(skeleton);
    feed("move", [60, 60]);
    expect(key("visibility")).toBe(false);
  });
});

describe("handles", () => {
  const turned = { ...box(60, 60, 60, 40), rotation: 30 };
  test("a turned box keeps the opposite corner while it is resized", () => {
    const { drag, shapes } = hand(turned);
    const before = handlePoint(turned, "nw");
    const [x, y] = handlePoint(turned, "se");
    drag([x, y], [x + 15, y + 12]);
    const now = shapes["one"];
    expect(now?.type === "box" && now.rotation).toBe(30);
    const after = now?.type === "box" ? handlePoint(now, "nw") : [0, 0];
    expect(after[0]).toBeCloseTo(before[0], 6);
    expect(after[1]).toBeCloseTo(before[1], 6);
  });

  test("an ellipse is resized by the box around it", () => {
    const { drag, shapes } = hand({ type: "ellipse", x: 60, y: 60, rx: 40, ry: 20 });
    drag([100, 60], [120, 60]);
    expect(shapes["one"]).toEqual({ type: "ellipse", x: 70, y: 60, rx: 50, ry: 20 });
  });

  test("the handle above a box turns it, with Shift in steps of 15 degrees", () => {
    const { drag, shapes } = hand(box(60, 60, 60, 60));
    const from = turnHandle(box(60, 60, 60, 60), 26);
    drag(from, [147, 90 - 1], { shift: true });
    expect(shapes["one"]).toEqual({ ...box(60, 60, 60, 60), rotation: expect.closeTo(90, 6) });
  });

  test("a box at the edge moves inwards as it turns", () => {
    const { drag, shapes } = hand(box(0, 60, 60, 60));
    drag(turnHandle(box(0, 60, 60, 60), 26), [90, 30]);
    expect(shapes["one"]).toMatchObject({
      rotation: expect.closeTo(45, 6),
      x: expect.closeTo(30 * Math.SQRT2 - 30, 6),
    });
  });

  const strip: Shape = {
    type: "polygon",
    points: [
      [60, 80],
      [140, 80],
      [140, 120],
      [60, 120],
    ],
    holes: [
      [
        [70, 90],
        [90, 90],
        [90, 110],
      ],
    ],
  };
  test("the handle above a polygon turns its points and holes, as one change", () => {
    const { drag, shapes, changes } = hand(strip);
    drag(turnHandle(strip, 26), [146, 101], { shift: true });
    expect(changes()).toBe(1);
    const near = (points: readonly Point[]) =>
      points.map((at) => at.map((value) => expect.closeTo(value, 6)));
    expect(shapes["one"]).toEqual({
      type: "polygon",
      points: near([
        [120, 60],
        [120, 140],
        [80, 140],
        [80, 60],
      ]),
      holes: [
        near([
          [110, 70],
          [110, 90],
          [90, 90],
        ]),
      ],
    });
  });

  test("a line turns as well, and shows the hand while it does", () => {
    const line: Shape = { type: "polyline", points: strip.points.slice(0, 3) };
    const { feed, last, tool } = hand(line);
    const from = turnHandle(line, 26);
    feed("down", from);
    feed("move", [150, 100]);
    expect(last("drag")?.guide?.turn).toEqual({
      // The mean of its three points: a turn leaves it where it is.
      centre: [expect.closeTo(340 / 3, 6), expect.closeTo(280 / 3, 6)],
      hand: [150, 100],
    });
    feed("up", [150, 100]);
    expect(tool.busy()).toBe(false);
  });

  const filled = (x: number, y: number, width: number, height: number): Shape =>
    shapeToMask(box(x, y, width, height), [200, 200]) as Shape;
  test("a mask is scaled along with the others", () => {
    const { drag, shapes } = bench("select", {
      shapes: { one: box(20, 20, 20, 20), two: filled(40, 40, 20, 20) },
      selected: ["one", "two"],
    });
    drag([60, 60], [100, 100]);
    expect(shapes).toEqual({ one: box(20, 20, 40, 40), two: filled(60, 60, 40, 40) });
  });

  test("a mask stops the others at the edge of the frame, instead of being cut there", () => {
    const { drag, shapes } = bench("select", {
      shapes: { one: box(20, 20, 20, 20), two: filled(60, 60, 20, 20) },
      selected: ["one", "two"],
    });
    drag([80, 80], [1000, 1000]);
    expect(shapes["two"]).toEqual(filled(140, 140, 60, 60));
  });

  test("what is moved with a mask keeps its place beside it", () => {
    const { drag, shapes } = bench("select", {
      shapes: { one: box(20, 20, 20, 20), two: filled(60, 60, 20, 20) },
      selected: ["one", "two"],
    });
    drag([70, 70], [80.6, 65.2]);
    expect(shapes).toEqual({ one: box(30, 16, 20, 20), two: filled(70, 56, 20, 20) });
  });

  test("several objects are scaled as one", () => {
    const { drag, shapes } = bench("select", {
      shapes: {
        one: box(20, 20, 20, 20),
        two: {
          type: "polyline",
          points: [
            [60, 20],
            [60, 60],
          ],
        },
      },
      selected: ["one", "two"],
    });
    drag([60, 60], [100, 100]);
    expect(shapes["one"]).toEqual(box(20, 20, 40, 40));
    expect(shapes["two"]).toEqual({
      type: "polyline",
      points: [
        [100, 20],
        [100, 100],
      ],
    });
  });

  test("scaling stops at the edge of the frame", () => {
    const { drag, shapes } = bench("select", {
      shapes: { one: box(20, 20, 20, 20), two: box(60, 60, 20, 20) },
      selected: ["one", "two"],
    });
    drag([80, 80], [1000, 1000]);
    expect(shapes["two"]).toEqual({
      ...box(),
      x: expect.closeTo(140, 3),
      y: expect.closeTo(140, 3),
      width: expect.closeTo(60, 3),
      height: expect.closeTo(60, 3),
    });
  });
});

test("undo in the middle of a drag lets go of it", () => {
  const { feed, key, changes, tool } = hand(square);
  feed("down", [30, 90]);
  feed("move", [60, 90]);
  expect(key("back")).toBe(true);
  expect(tool.busy()).toBe(false);
  feed("up", [60, 90]);
  expect(changes()).toBe(0);
});
