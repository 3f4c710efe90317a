import { describe, expect, test } from "vitest";
import type { Point, Shape } from "../../contract/contract";
import { hitsShape } from "../../model/geometry";
import { box } from "../../model/testing";
import type { ToolName } from "../../state/uiStore";
import { bench } from "./testing";

const TRIANGLE: readonly Point[] = [
  [20, 20],
  [120, 20],
  [70, 120],
];
const polygon = (points: readonly Point[] = TRIANGLE, holes?: Point[][]): Shape =>
  holes ? { type: "polygon", points, holes } : { type: "polygon", points };

describe.each(["box", "rotatedBox", "polygon", "polyline", "points", "ellipse"] as const)(
  "the %s tool",
  (name) => {
    test("a slip of two pixels draws nothing", () => {
      const { drag, added, last } = bench(name);
      drag([50, 50], [51, 51]);
      expect(added()).toEqual([]);
      expect(last("draw")?.shape ?? null).toSatisfy(
        (shape: Shape | null) => shape === null || "points" in shape,
      );
    });

    test("Escape leaves nothing behind", () => {
      const { click, cancel, key, added, tool } = bench(name);
      click([50, 50]);
      expect(cancel()).toContainEqual({ kind: "draw", shape: null });
      expect(tool.busy()).toBe(false);
      expect(key("finish")).toBe(false);
      expect(added()).toEqual([]);
    });

    test("draws nothing for those who may only look", () => {
      const { drag, double, key, added } = bench(name, { editable: false });
      drag([50, 50], [90, 90]);
      double([90, 90]);
      key("finish");
      expect(added()).toEqual([]);
    });

    test("draws over an object without taking hold of it", () => {
      const { drag, log } = bench(name, { shapes: { under: box(0, 0, 200, 200) }, selected: ["under"] });
      drag([50, 50], [90, 90]);
      expect(log.filter(({ kind }) => kind === "drag" || kind === "change" || kind === "select")).toEqual([]);
    });

    test("undo takes back what was begun, and is left to the command otherwise", () => {
      const { click, key, tool } = bench(name);
      expect(key("back")).toBe(false);
      click([50, 50]);
      expect(key("back")).toBe(true);
      expect(tool.busy()).toBe(false);
    });

    test("redo puts back what undo took, and is left to the command when there is nothing of it", () => {
      const { click, key, tool } = bench(name);
      expect(key("forward")).toBe(false);
      click([50, 50]);
      key("back");
      expect(key("forward")).toBe(true);
      expect(tool.busy()).toBe(true);
      // Half drawn, and nothing taken back: no act of before comes back into the middle of it.
      expect(key("forward")).toBe(true);
      key("back");
      expect(key("back")).toBe(false);
      expect(key("forward")).toBe(false);
    });

    test("Enter never reaches the picture while something is half drawn", () => {
      const { click, key } = bench(name);
      click([50, 50]);
      expect(key("finish")).toBe(true);
    });
  },
);

describe("paths", () => {
  const ends: readonly [ToolName, string, readonly Point[], Shape][] = [
    ["polygon", "Enter", TRIANGLE, polygon()],
    ["polyline", "Enter", TRIANGLE, { type: "polyline", points: TRIANGLE }],
    ["points", "Enter", TRIANGLE, { type: "points", points: TRIANGLE }],
    ["polygon", "a double click", TRIANGLE, polygon()],
    ["polyline", "a double click", TRIANGLE, { type: "polyline", points: TRIANGLE }],
    ["points", "a double click", TRIANGLE.slice(0, 1), { type: "points", points: TRIANGLE.slice(0, 1) }],
  ];
  test.each(ends)("%s ends with %s", (name, how, points, shape) => {
    const { click, double, key, added, tool } = bench(name);
    if (how === "Enter") {
      for (const point of points) click(point);
      key("finish");
    } else {
      for (const point of points.slice(0, -1)) click(point);
      double(points.at(-1) as Point);
    }
    expect(added()).toEqual([shape]);
    expect(tool.busy()).toBe(false);
  });

  test("a polygon closes on its first point, and the second press of a double click there begins none", () => {
    const { click, feed, added, tool, last } = bench("polygon");
    for (const point of TRIANGLE) click(point);
    feed("move", [24, 22]);
    expect(last("draw")?.guide?.closing).toBe(true);
    click([24, 22]);
    feed("down", [24, 22], { double: true });
    expect(added()).toEqual([polygon()]);
    expect(tool.busy()).toBe(false);
  });

  test.each([
    ["polygon", 2],
    ["polyline", 1],
  ] as const)("a %s of %d points goes on", (name, count) => {
    const { click, key, tool, added } = bench(name);
    for (const point of TRIANGLE.slice(0, count)) click(point);
    key("finish");
    expect(added()).toEqual([]);
    expect(tool.busy()).toBe(true);
  });

  test("Backspace and undo take the last point back", () => {
    const { click, key, added } = bench("polygon");
    for (const point of TRIANGLE) click(point);
    click([5, 5]);
    key("remove");
    click([6, 90]);
    key("back");
    key("finish");
    expect(added()).toEqual([polygon()]);
  });

  test.each([
    ["polygon", polygon()],
    ["polyline", { type: "polyline", points: TRIANGLE }],
    ["points", { type: "points", points: TRIANGLE }],
  ] as const)("of a %s, all points taken back come again in their order", (name, shape) => {
    const { click, key, added } = bench(name);
    for (const point of TRIANGLE) click(point);
    for (const _point of TRIANGLE) expect(key("back")).toBe(true);
    for (const _point of TRIANGLE) expect(key("forward")).toBe(true);
    key("finish");
    expect(added()).toEqual([shape]);
    expect(key("forward")).toBe(false);
    expect(key("back")).toBe(false);
  });

  test("a point placed after one was taken back makes an end of putting back", () => {
    const { click, key, added } = bench("polyline");
    click([10, 10]);
    click([50, 50]);
    key("back");
    click([90, 20]);
    key("forward");
    key("finish");
    const points = [
      [10, 10],
      [90, 20],
    ];
    expect(added()).toEqual([{ type: "polyline", points }]);
  });

  test("a point taken back while its button is down comes back with the button up", () => {
    const { click, feed, key, added } = bench("polyline");
    click([10, 10]);
    feed("down", [50, 50]);
    key("back");
    key("forward");
    feed("move", [90, 90]);
    feed("up", [90, 90]);
    key("finish");
    const points = [
      [10, 10],
      [50, 50],
    ];
    expect(added()).toEqual([{ type: "polyline", points }]);
  });

  test("a drag adds points as it goes, and closes where it began", () => {
    const { feed, added } = bench("polygon");
    feed("down", [100, 50]);
    for (let degrees = 10; degrees <= 360; degrees += 10) {
      const turn = (degrees * Math.PI) / 180;
      feed("move", [50 + 50 * Math.cos(turn), 50 + 50 * Math.sin(turn)]);
    }
    feed("up", [100, 50]);
    const [drawn] = added();
    expect(drawn?.type).toBe("polygon");
    expect(drawn && "points" in drawn && drawn.points.length).toBeGreaterThan(15);
    expect(drawn && hitsShape(drawn, [50, 50], 0)).toBe(true);
  });

  test("the tremble of a click adds one point only", () => {
    const { feed, click, key, added } = bench("polygon");
    for (const [x, y] of TRIANGLE.slice(0, 2)) {
      feed("down", [x, y]);
      feed("move", [x + 2, y + 1]);
      feed("up", [x + 2, y + 1]);
    }
    click(TRIANGLE[2] as Point);
    key("finish");
    expect(added()).toEqual([polygon()]);
  });

  test("points stay on the frame", () => {
    const { click, key, added } = bench("polyline");
    click([10, 10]);
    click([900, -40]);
    key("finish");
    expect(added()).toEqual([
      {
        type: "polyline",
        points: [
          [10, 10],
          [200, 0],
        ],
      },
    ]);
  });

  test("with Ctrl a point snaps to a neighbour's corner, and to its border", () => {
    const { click, feed, last, key, added } = bench("polyline", { shapes: { other: box(50, 50, 60, 60) } });
    feed("move", [54, 47], { mod: true });
    click([54, 47], { mod: true });
    feed("move", [80, 55], { mod: true });
    expect(last("draw")?.guide?.snap).toEqual([80, 50]);
    click([80, 55], { mod: true });
    key("finish");
    expect(added()).toEqual([
      {
        type: "polyline",
        points: [
          [50, 50],
          [80, 50],
        ],
      },
    ]);
  });

  test("three points on one line are no polygon", () => {
    const { click, key, added } = bench("polygon");
    for (const at of [10, 40, 90]) click([at, at]);
    key("finish");
    expect(added()).toEqual([]);
  });
});

describe("holes", () => {
  const inner: Point[] = [
    [60, 40],
    [80, 40],
    [70, 60],
  ];
  test("Alt with the first click cuts a hole into the selected polygon", () => {
    const { click, key, shapes, added } = bench("polygon", { shapes: { one: polygon() }, selected: ["one"] });
    click(inner[0] as Point, { alt: true });
    for (const point of inner.slice(1)) click(point);
    key("finish");
    expect(added()).toEqual([]);
    expect(shapes["one"]).toEqual(polygon(TRIANGLE, [inner]));
    expect(hitsShape(shapes["one"] as Shape, [70, 46], 0)).toBe(false);
  });

  test.each([
    ["nothing is selected", [], [60, 40], "Select the polygon first, then cut a hole into it."],
    ["it begins outside", ["one"], [5, 5], "A hole begins inside the selected polygon."],
  ] as const)("there is none when %s", (_why, selected, at, said) => {
    const tested = bench("polygon", { shapes: { one: polygon() }, selected });
    tested.click(at, { alt: true });
    expect(tested.said()).toBe(said);
    expect(tested.tool.busy()).toBe(false);
  });

  test("a hole that leaves its polygon is refused", () => {
    const tested = bench("polygon", { shapes: { one: polygon() }, selected: ["one"] });
    tested.click([60, 40], { alt: true });
    tested.click([190, 40]);
    tested.click([70, 60]);
    tested.key("finish");
    expect(tested.said()).toBe("A hole lies wholly inside its polygon.");
    expect(tested.changes()).toBe(0);
  });
});

describe("the ellipse tool", () => {
  test("fills the box that is dragged", () => {
    const { drag, added } = bench("ellipse");
    drag([20, 40], [60, 60]);
    expect(added()).toEqual([{ type: "ellipse", x: 40, y: 50, rx: 20, ry: 10 }]);
  });

  test("with Shift it is a circle, also at the edge of the frame", () => {
    const { drag, added } = bench("ellipse");
    drag([150, 150], [400, 160], { shift: true });
    expect(added()).toEqual([{ type: "ellipse", x: 175, y: 175, rx: 25, ry: 25 }]);
  });
});

describe("the skeleton tool", () => {
  const skeleton = { points: ["head", "hand", "foot"], edges: [] as [number, number][] };
  const layout: Point[] = [
    [0.5, 0.1],
    [0.2, 0.5],
    [0.8, 0.9],
  ];

  test("scales the label's keypoints into the box that is dragged", () => {
    const { drag, added } = bench("skeleton", { skeleton: { ...skeleton, layout } });
    drag([20, 20], [80, 100]);
    expect(added()).toEqual([
      {
        type: "skeleton",
        points: [
          [50, 20],
          [20, 60],
          [80, 100],
        ].map((point) => point.map((value) => expect.closeTo(value, 6))),
        visibility: [2, 2, 2],
      },
    ]);
  });

  test("its first corner is taken back and put back", () => {
    const { click, key, added } = bench("skeleton", { skeleton: { ...skeleton, layout } });
    click([20, 20]);
    key("back");
    key("forward");
    click([80, 100]);
    expect(added()).toHaveLength(1);
  });

  test("a label without a layout still gets keypoints inside the box", () => {
    const { drag, added } = bench("skeleton", { skeleton });
    drag([20, 20], [80, 100]);
    const [drawn] = added();
    expect(drawn && "points" in drawn && drawn.points).toHaveLength(3);
  });

  test("a label without a skeleton says so", () => {
    const { drag, added, said } = bench("skeleton");
    drag([20, 20], [80, 100]);
    expect(added()).toEqual([]);
    expect(said()).toContain("no skeleton");
  });
});

describe("the turned box tool", () => {
  test("takes one side by two clicks and the other by a third", () => {
    const { click, added } = bench("rotatedBox");
    click([60, 60]);
    click([100, 100]);
    click([60, 140]);
    const [drawn] = added();
    expect(drawn).toMatchObject({ type: "box", rotation: expect.closeTo(45, 6) });
    expect(drawn).toMatchObject({
      width: expect.closeTo(Math.hypot(40, 40), 6),
      height: expect.closeTo(Math.hypot(40, 40), 6),
    });
  });

  test("takes the first side by a drag, too, and stays on the frame", () => {
    const { drag, click, added } = bench("rotatedBox");
    drag([20, 100], [180, 100]);
    click([100, 900]);
    expect(added()).toEqual([{ type: "box", x: 20, y: 100, width: 160, height: expect.closeTo(100, 3) }]);
  });
});
