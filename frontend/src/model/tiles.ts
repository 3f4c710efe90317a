/** Which tiles of a large picture a view needs, and from which ones a missing tile can be shown meanwhile. */
import type { TileSet } from "../contract/contract";
import type { Bounds, Size } from "./geometry";
import { type View, visibleBounds } from "./transform";

/** Level 0 has the picture's full size, each further one half of it. */
export interface Tile {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** A picture that is cut: its size in pixels, and how. */
export interface Sheet extends Size {
  readonly tiles: TileSet;
}

export interface TilePlan {
  readonly level: number;
  /** The tiles in view, nearest to its centre first. */
  readonly inView: readonly Tile[];
  /** One ring of tiles around them. */
  readonly ring: readonly Tile[];
}

/** A part of the picture (image pixels) to take from a tile. */
export interface Piece {
  readonly from: Tile;
  readonly area: Bounds;
}

/** So many tiles fill the cache by three quarters; a view that needs more takes the next coarser level. */
export const MOST_IN_VIEW = 192;
/** Zoomed by this little past a level, its pixels still count as sharp: scales are not exact numbers. */
const NEARLY = 1e-6;

/** The coarsest level with at least one pixel for each device pixel; `scale` is device pixels per image pixel. */
export function levelFor(scale: number, levels: number): number {
  return Math.max(0, Math.min(levels - 1, Math.floor(Math.log2(1 / scale) + NEARLY)));
}

/** Columns and rows of a level. */
export function levelGrid(sheet: Sheet, level: number): { columns: number; rows: number } {
  const span = sheet.tiles.size * 2 ** level;
  return { columns: Math.ceil(sheet.width / span), rows: Math.ceil(sheet.height / span) };
}

/** The part of the picture that a tile shows, in image pixels. */
export function tileBounds(sheet: Sheet, { level, column, row }: Tile): Bounds {
  const span = sheet.tiles.size * 2 ** level;
  const x = column * span;
  const y = row * span;
  return { x, y, width: Math.min(span, sheet.width - x), height: Math.min(span, sheet.height - y) };
}

/** The tiles of a level that show some of an area (image pixels), row by row. */
export function tilesIn(sheet: Sheet, level: number, area: Bounds): Tile[] {
  const { columns, rows } = levelGrid(sheet, level);
  const span = sheet.tiles.size * 2 ** level;
  const across = places(area.x, area.x + area.width, span, columns, sheet.width);
  const down = places(area.y, area.y + area.height, span, rows, sheet.height);
  return down.flatMap((row) => across.map((column) => ({ level, column, row })));
}

function places(from: number, to: number, span: number, count: number, side: number): number[] {
  if (!(to > 0 && from < side && to > from)) return [];
  const first = Math.max(0, Math.floor(from / span));
  const last = Math.min(count - 1, Math.ceil(to / span) - 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** What a view asks for; `ratio` is device pixels per CSS pixel. */
export function planTiles(sheet: Sheet, view: View, viewport: Size, ratio: number): TilePlan {
  const area = visibleBounds(view, viewport);
  const last = sheet.tiles.levels - 1;
  let level = levelFor(view.scale * ratio, sheet.tiles.levels);
  let found = tilesIn(sheet, level, area);
  while (found.length > MOST_IN_VIEW && level < last) {
    level += 1;
    found = tilesIn(sheet, level, area);
  }
  const span = sheet.tiles.size * 2 ** level;
  const centre = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  const distance = ({ column, row }: Tile) =>
    ((column + 0.5) * span - centre.x) ** 2 + ((row + 0.5) * span - centre.y) ** 2;
  const nearer = (a: Tile, b: Tile) => distance(a) - distance(b);
  const shown = new Set(found.map(({ column, row }) => `${column} ${row}`));
  const wider = {
    x: area.x - span,
    y: area.y - span,
    width: area.width + span * 2,
    height: area.height + span * 2,
  };
  const ring = found.length > 0 ? tilesIn(sheet, level, wider) : [];
  return {
    level,
    inView: found.sort(nearer),
    ring: ring.filter(({ column, row }) => !shown.has(`${column} ${row}`)).sort(nearer),
  };
}

/** How to fill a tile's place from tiles that are there: itself, else all its children, else its nearest ancestor. */
export function piecesFor(sheet: Sheet, tile: Tile, has: (tile: Tile) => boolean): Piece[] {
  const area = tileBounds(sheet, tile);
  if (has(tile)) return [{ from: tile, area }];
  const children = childrenOf(sheet, tile);
  if (children.length > 0 && children.every(has))
    return children.map((child) => ({ from: child, area: tileBounds(sheet, child) }));
  for (let up = parentOf(tile); up.level < sheet.tiles.levels; up = parentOf(up)) {
    if (has(up)) return [{ from: up, area }];
  }
  return [];
}

function parentOf({ level, column, row }: Tile): Tile {
  return { level: level + 1, column: column >> 1, row: row >> 1 };
}

function childrenOf(sheet: Sheet, { level, column, row }: Tile): Tile[] {
  if (level === 0) return [];
  const { columns, rows } = levelGrid(sheet, level - 1);
  const found: Tile[] = [];
  for (const down of [row * 2, row * 2 + 1])
    for (const across of [column * 2, column * 2 + 1])
      if (across < columns && down < rows) found.push({ level: level - 1, column: across, row: down });
  return found;
}
