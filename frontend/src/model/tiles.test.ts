import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bounds } from "./geometry";
import {
  levelFor,
  levelGrid,
  piecesFor,
  planTiles,
  type Sheet,
  type Tile,
  tileBounds,
  tilesIn,
} from "./tiles";
import { visibleBounds } from "./transform";

function sheet(width: number, height: number): Sheet {
  let levels = 1;
  for (let side = Math.max(width, height); side > 512; side = Math.ceil(side / 2)) levels += 1;
  return { width, height, tiles: { size: 512, levels, format: "jpeg" } };
}

const keyOf = ({ level, column, row }: Tile) => `${level} ${column} ${row}`;
const side = fc.integer({ min: 1, max: 40_000 });
const sheets = fc.tuple(side, side).map(([width, height]) => sheet(width, height));
const areas = fc.record({
  x: fc.double({ min: -50_000, max: 50_000, noNaN: true }),
  y: fc.double({ min: -50_000, max: 50_000, noNaN: true }),
  width: fc.double({ min: 0.5, max: 60_000, noNaN: true }),
  height: fc.double({ min: 0.5, max: 60_000, noNaN: true }),
});

const overlap = (a: Bounds, b: Bounds) => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
};

describe("the level", () => {
  test.each([
    [1, 0],
    [4, 0],
    [0.51, 0],
    [0.5, 1],
    [0.3, 1],
    [0.25, 2],
    [0.1, 3],
    [0.001, 5],
  ])("for %d device pixels per image pixel is %d", (scale, level) => {
    expect(levelFor(scale, 6)).toBe(level);
  });

  test("never shows a pixel larger than a device pixel while there is a finer one", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 64, noNaN: true }), (scale) => {
        const level = levelFor(scale, 8);
        expect(level === 0 || scale * 2 ** level <= 1.00001).toBe(true);
        expect(level === 7 || scale * 2 ** (level + 1) > 0.99999).toBe(true);
      }),
    );
  });
});

describe("the tiles of an area", () => {
  test("cover all of it that is picture, and none lies outside", () => {
    fc.assert(
      fc.property(sheets, areas, fc.integer({ min: 0, max: 7 }), (cut, area, wanted) => {
        const level = Math.min(wanted, cut.tiles.levels - 1);
        // A hundred thousand tiles in view do not occur, and would only make this slow.
        fc.pre((area.width / (512 * 2 ** level)) * (area.height / (512 * 2 ** level)) < 2_000);
        const found = tilesIn(cut, level, area);
        const whole = overlap(area, { x: 0, y: 0, width: cut.width, height: cut.height });
        const parts = found.map((tile) => overlap(tileBounds(cut, tile), area));
        const sum = parts.reduce((total, part) => total + part, 0);
        expect(Math.abs(sum - whole)).toBeLessThanOrEqual(whole * 1e-9 + 1e-6);
        expect(parts.every((part) => part > 0)).toBe(true);
        expect(new Set(found.map(keyOf)).size).toBe(found.length);
      }),
    );
  });

  test("are all of them when all is seen", () => {
    const cut = sheet(12_000, 8_400);
    const all = tilesIn(cut, 0, { x: -10, y: -10, width: 20_000, height: 20_000 });
    const { columns, rows } = levelGrid(cut, 0);
    expect(all.length).toBe(columns * rows);
    expect(all.length).toBe(408);
  });

  test("are none beside the picture", () => {
    const cut = sheet(1_000, 1_000);
    expect(tilesIn(cut, 0, { x: 1_000, y: 0, width: 50, height: 50 })).toEqual([]);
    expect(tilesIn(cut, 0, { x: -50, y: 0, width: 50, height: 50 })).toEqual([]);
  });
});

describe("the plan of a view", () => {
  const views = fc.record({
    scale: fc.double({ min: 0.02, max: 64, noNaN: true }),
    x: fc.double({ min: -20_000, max: 2_000, noNaN: true }),
    y: fc.double({ min: -20_000, max: 2_000, noNaN: true }),
  });
  const viewport = { width: 1_280, height: 800 };

  test("names each tile once, the nearest to the middle first, the ring apart", () => {
    fc.assert(
      fc.property(sheets, views, fc.constantFrom(1, 1.5, 3), (cut, view, ratio) => {
        const { level, inView, ring } = planTiles(cut, view, viewport, ratio);
        const names = [...inView, ...ring].map(keyOf);
        expect(new Set(names).size).toBe(names.length);
        expect(inView.length).toBeLessThanOrEqual(192);
        const area = visibleBounds(view, viewport);
        const span = 512 * 2 ** level;
        const far = inView.map(({ column, row }) =>
          Math.hypot(
            (column + 0.5) * span - area.x - area.width / 2,
            (row + 0.5) * span - area.y - area.height / 2,
          ),
        );
        expect([...far].sort((a, b) => a - b)).toEqual(far);
        expect(ring.every((tile) => overlap(tileBounds(cut, tile), area) === 0)).toBe(true);
      }),
    );
  });
});

describe("the pieces of a tile that is not there", () => {
  test("fill its place exactly, from what is there", () => {
    fc.assert(
      fc.property(
        sheets,
        fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
        fc.nat(),
        (cut, there, pick) => {
          const level = pick % cut.tiles.levels;
          const { columns, rows } = levelGrid(cut, level);
          const tile = { level, column: pick % columns, row: (pick >> 4) % rows };
          const has = (one: Tile) => there[(one.level * 31 + one.column * 7 + one.row) % 64] as boolean;
          const area = tileBounds(cut, tile);
          const pieces = piecesFor(cut, tile, has);
          if (pieces.length === 0) {
            expect(has(tile)).toBe(false);
            return;
          }
          const sum = pieces.reduce((total, piece) => total + overlap(piece.area, area), 0);
          expect(sum).toBeCloseTo(area.width * area.height, 3);
          for (const { from, area: part } of pieces) {
            expect(has(from)).toBe(true);
            expect(overlap(part, tileBounds(cut, from))).toBeCloseTo(part.width * part.height, 3);
          }
        },
      ),
    );
  });

  test("are the tile itself, else its children, else the nearest ancestor, else none", () => {
    const cut = sheet(4_096, 4_096);
    const tile = { level: 1, column: 1, row: 1 };
    const from = (...names: string[]) =>
      piecesFor(cut, tile, (one) => names.includes(keyOf(one))).map((p) => keyOf(p.from));
    expect(from()).toEqual([]);
    expect(from("3 0 0", "2 0 0")).toEqual(["2 0 0"]);
    expect(from("3 0 0", "0 2 2", "0 3 2")).toEqual(["3 0 0"]);
    const children = ["0 2 2", "0 3 2", "0 2 3", "0 3 3"];
    expect(from("2 0 0", ...children)).toEqual(children);
    expect(from("1 1 1", "2 0 0", ...children)).toEqual(["1 1 1"]);
  });
});
