/** A bench for tools: a frame of shapes, a hand that moves over it, and a log of what the tool asked for. */
import type { Point, Shape, SkeletonTemplate } from "../../contract/contract";
import { hitsShape, shapeArea, shapeBounds } from "../../model/geometry";
import { snapPoint } from "../../model/snap";
import type { ToolKey } from "../../state/toolKeys";
import type { ToolName } from "../../state/uiStore";
import { startTool } from "./registry";
import type { PointerInput, ToolContext, ToolEffect } from "./tool";

type Held = Partial<Pick<PointerInput, "shift" | "alt" | "mod" | "double">>;

export interface BenchOptions {
  readonly shapes?: Readonly<Record<string, Shape>>;
  readonly selected?: readonly string[];
  readonly scale?: number;
  readonly skeleton?: SkeletonTemplate;
  readonly editable?: boolean;
  /** Objects that are together. */
  readonly group?: readonly string[];
}

/** A tool over a frame of 200 × 200 pixels; changes that it asks for are made. */
export function bench(name: ToolName, options: BenchOptions = {}) {
  const { scale = 1, skeleton = null, editable = true, group = [] } = options;
  const tool = startTool(name);
  const shapes: Record<string, Shape> = { ...options.shapes };
  let selection = new Set(options.selected ?? []);
  const locked = new Set<string>();
  const log: ToolEffect[] = [];
  const withGroup = (ids: readonly string[]) =>
    ids.some((id) => group.includes(id)) ? [...ids, ...group] : ids;
  const context = (): ToolContext => ({
    frame: { width: 200, height: 200 },
    scale,
    selection,
    editable,
    skeleton,
    shapeOf: (id) => (locked.has(id) ? null : (shapes[id] ?? null)),
    hits: (at) =>
      Object.keys(shapes)
        .filter((id) => !locked.has(id) && hitsShape(shapes[id] as Shape, at, 0))
        .sort((a, b) => shapeArea(shapes[a] as Shape) - shapeArea(shapes[b] as Shape)),
    together: (id) => withGroup([id]),
    within: () => Object.keys(shapes).filter((id) => shapeBounds(shapes[id] as Shape)),
    snap: (at, except) =>
      snapPoint(
        at,
        Object.keys(shapes).flatMap((id) => (except.has(id) ? [] : [shapes[id] as Shape])),
        10 / scale,
      ),
  });
  let alone = false;
  const take = (effects: readonly ToolEffect[]) => {
    for (const effect of effects) {
      if (effect.kind === "select") selection = new Set(alone ? effect.ids : withGroup(effect.ids));
      if (effect.kind === "change") Object.assign(shapes, Object.fromEntries(effect.shapes));
    }
    log.push(...effects);
    return effects;
  };
  const feed = (kind: PointerInput["kind"], at: Point, held: Held = {}) => {
    const screen: Point = [at[0] * scale, at[1] * scale];
    alone = held.alt ?? false;
    const input = { kind, at, screen, shift: false, alt: false, mod: false, double: false, ...held };
    return take(tool.feed(input, context()));
  };
  const last = <K extends ToolEffect["kind"]>(kind: K) =>
    log.filter((effect): effect is ToolEffect & { kind: K } => effect.kind === kind).at(-1);
  return {
    tool,
    log,
    feed,
    last,
    shapes,
    cancel: () => take(tool.feed({ kind: "cancel" }, context())),
    /** Press a key; whether the tool took it. */
    key: (key: ToolKey) => {
      const effects = tool.key(key, context());
      if (effects) take(effects);
      return effects !== null;
    },
    click: (at: Point, held: Held = {}) => {
      feed("move", at, held);
      feed("down", at, held);
      feed("up", at, held);
    },
    double: (at: Point) => {
      for (const double of [false, true]) {
        feed("down", at, { double });
        feed("up", at);
      }
    },
    drag: (from: Point, to: Point, held: Held = {}) => {
      feed("move", from, held);
      feed("down", from, held);
      feed("move", [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], held);
      feed("move", to, held);
      feed("up", to, held);
    },
    selection: () => [...selection],
    /** Lock an object, as Shift+L does, whatever the tool is at. */
    lock: (id: string) => locked.add(id),
    added: () => log.flatMap((effect) => (effect.kind === "add" ? [effect.shape] : [])),
    changes: () => log.filter((effect) => effect.kind === "change").length,
    said: () => last("say")?.text ?? null,
  };
}
