/** Redraws the three layers of the canvas at most once a frame, and only those that changed. */
import type { Point } from "../contract/contract";
import type { FrameState } from "../model/frameState";
import type { Bounds } from "../model/geometry";
import type { Vertex } from "../model/vertices";
import { brushStore, isBrush } from "../state/brushStore";
import { colouringOf } from "../state/colouring";
import { colourOfPerson, connectionStore } from "../state/connectionStore";
import { draftShape, draftStore } from "../state/draftStore";
import { mayEdit } from "../state/editor";
import { pixelRatio } from "../state/framePixels";
import { outbox } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { historyStore } from "../state/historyStore";
import { meStore } from "../state/meStore";
import { isLocked, isOutOfSight, personalStore } from "../state/personalStore";
import { projectStore } from "../state/projectStore";
import { promptStore } from "../state/promptStore";
import { propagationStore } from "../state/propagation";
import { rulesStore } from "../state/rulesStore";
import { selectionStore } from "../state/selectionStore";
import { isDrawing, uiStore } from "../state/uiStore";
import { viewportStore } from "../state/viewportStore";
import { viewSettings, viewStore } from "../state/viewStore";
import { type ActiveObject, drawActive } from "./drawActive";
import { drawOthers } from "./drawOthers";
import { drawStatic } from "./drawStatic";
import { marksOn } from "./marks";
import { forgetWidths, type Surface } from "./nameTag";
import { createPicture } from "./picture";
import { buildScene, EMPTY_SCENE, type Scene } from "./scene";
import { noteOpened, notePainted } from "./testHooks";
import type { Held } from "./tools/tool";

const CURSOR_LIFE_MS = 6_000;
/** The view stands still when it has not moved for this long. */
const REST_MS = 140;
const NOTHING: ReadonlySet<string> = new Set();

export interface Layers {
  readonly root: HTMLElement;
  readonly image: HTMLCanvasElement;
  readonly still: HTMLCanvasElement;
  readonly active: HTMLCanvasElement;
}

export interface RenderTimes {
  image: number;
  still: number;
  active: number;
}

export interface Renderer {
  scene(): Scene;
  setSweep(area: Bounds | null): void;
  setCrosshair(at: Point | null): void;
  /** The points that the hand touches and has chosen. */
  setVertices(hovered: Held | null, picked: Held | null): void;
  /** Script milliseconds of the latest redraw of each layer. */
  readonly times: RenderTimes;
  stop(): void;
}

export function createRenderer(layers: Layers): Renderer {
  const times: RenderTimes = { image: 0, still: 0, active: 0 };
  const dirty = { scene: true, image: true, still: true, active: true };
  let scene: Scene = EMPTY_SCENE;
  let sweep: Bounds | null = null;
  let crosshair: Point | null = null;
  let held: { hovered: Held | null; picked: Held | null } = { hovered: null, picked: null };
  let hidden: ReadonlySet<string> = NOTHING;
  let scheduled = 0;
  let movedAt = Number.NEGATIVE_INFINITY;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const surfaces = {
    image: surfaceOf(layers.image, true),
    still: surfaceOf(layers.still),
    active: surfaceOf(layers.active),
  };

  function schedule(...which: (keyof typeof dirty)[]): void {
    for (const layer of which) dirty[layer] = true;
    if (scheduled === 0) scheduled = requestAnimationFrame(draw);
  }

  function fitSurfaces(): void {
    const { width, height } = viewportStore.getState().size;
    const ratio = pixelRatio();
    for (const surface of Object.values(surfaces)) surface.fit(width, height, ratio);
  }

  function draw(): void {
    scheduled = 0;
    fitSurfaces();
    const frame = frameStore.openFrame();
    const { view } = viewportStore.getState();
    const size = frame?.frame ?? { width: 1, height: 1 };
    if (dirty.scene) {
      const personal = personalStore.getState();
      scene = frame
        ? buildScene(frame, {
            ...uiStore.getState(),
            ...projectStore.getState(),
            outOfSight: (id) => isOutOfSight(personal, id),
            colourOf: colouringOf(frame),
            hidden: viewStore.getState().peeking,
          })
        : EMPTY_SCENE;
      dirty.scene = false;
      dirty.still = true;
    }
    if (dirty.image) {
      timed("image", () => (frame ? picture.draw(surfaces.image, view, frame.frame) : surfaces.image.wipe()));
    }
    if (dirty.still) {
      const { names, fillOpacity } = viewSettings();
      const namesShown = names === "always";
      const moving = performance.now() - movedAt < REST_MS;
      const options = { view, frame: size, hidden, namesShown, moving, fillOpacity };
      timed("still", () => {
        const done = drawStatic(surfaces.still, scene, options);
        clearTimeout(resting);
        if (!done) resting = setTimeout(() => schedule("still"), REST_MS + 20);
      });
    }
    if (dirty.active) timed("active", () => drawActiveLayer(frame));
    if (dirty.still || dirty.image) notePainted(layers.root, frame, scene);
    if (dirty.image && frame && layers.root.dataset["image"] === "ready") noteOpened(frame.frame.asset_id);
    dirty.image = dirty.still = dirty.active = false;
  }

  function timed(layer: keyof RenderTimes, run: () => void): void {
    const from = performance.now();
    run();
    times[layer] = performance.now() - from;
  }

  function objectOf(frame: FrameState, id: string): ActiveObject | null {
    const annotation = frame.annotations.get(id);
    const ghost = annotation ? undefined : frame.predictions.get(id);
    const found = annotation ?? ghost;
    if (!found) return null;
    const draft = draftShape(id);
    return {
      id,
      shape: draft ?? found.shape,
      lifted: draft !== null,
      label: found.label,
      colour: colouringOf(frame)(id, found.label),
      score: ghost ? ghost.score : -1,
      skeleton: projectStore.getState().skeletons.get(found.label) ?? null,
    };
  }

  function drawActiveLayer(frame: FrameState | null): void {
    const { settings, peeking } = viewStore.getState();
    if (!frame || peeking) return surfaces.active.wipe();
    const { ids, hovered } = selectionStore.getState();
    const { draft } = draftStore.getState();
    const { activeLabel, tool } = uiStore.getState();
    const accent = getComputedStyle(layers.root).getPropertyValue("--accent").trim() || "#3fd0b3";
    const selected = [...ids].flatMap((id) => objectOf(frame, id) ?? []);
    const label = activeLabel ?? "";
    const version = historyStore.getState().preview;
    drawActive(surfaces.active, {
      view: viewportStore.getState().view,
      selected,
      hovered: hovered && !draft ? objectOf(frame, hovered) : null,
      drawing:
        draft?.kind === "drawing"
          ? {
              id: "draft",
              shape: draft.shape,
              lifted: true,
              label,
              score: -1,
              skeleton: projectStore.getState().skeletons.get(label) ?? null,
              colour: projectStore.getState().colours.get(label) ?? accent,
            }
          : version && version.frame_id === frame.frame.id
            ? {
                id: "version",
                shape: version.shape,
                label: version.label,
                score: 0,
                colour: accent,
                skeleton: null,
              }
            : null,
      guide: draft?.guide ?? null,
      hoveredVertex: vertexOf(held.hovered, ids),
      pickedVertex: vertexOf(held.picked, ids),
      sweep,
      ...promptedPicture(frame.frame.id, label, accent),
      crosshair: settings.crosshair && isDrawing(tool) && !isBrush(tool) && mayEdit() ? crosshair : null,
      brush:
        isBrush(tool) && mayEdit() && crosshair
          ? {
              at: crosshair,
              radius: (brushStore.getState().size / 2) * viewportStore.getState().view.scale,
              erases: tool === "eraser",
              colour: projectStore.getState().colours.get(label) ?? accent,
            }
          : null,
      names: settings.names,
      handles: tool === "select" && mayEdit() && !selected.some((item) => isLocked(item.id)),
      cursors: remoteCursors(frame.frame.id),
      accent,
    });
    drawOthers(surfaces.active, marksOn(frame), viewportStore.getState().view);
  }

  function promptedPicture(frameId: string, label: string, accent: string) {
    const prompt = promptStore.getState();
    if (prompt.frameId !== frameId) return { prompt: null, prompted: null };
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // The shimmer runs as long as the answer is on its way.
    if (prompt.waiting && !still) requestAnimationFrame(() => schedule("active"));
    const colour = projectStore.getState().colours.get(label) ?? accent;
    const { found } = prompt;
    return {
      prompt: { ...prompt, clock: still ? null : performance.now() },
      prompted: found && {
        id: "prompted",
        shape: found.mask,
        label,
        colour,
        score: found.score,
        skeleton: null,
      },
    };
  }

  const picture = createPicture(layers.root, () => schedule("image"));
  const stops = [
    picture.stop,
    viewportStore.subscribe(() => {
      movedAt = performance.now();
      schedule("image", "still", "active");
    }),
    frameStore.store.subscribe((state, before) => {
      const { open: now } = state;
      const { open: was } = before;
      if (now === was) return;
      picture.show(now ?? null);
      schedule("scene", "active", ...(now?.frame === was?.frame ? [] : (["image"] as const)));
    }),
    projectStore.subscribe((state, before) => {
      if (state.colours !== before.colours) schedule("scene", "active");
    }),
    uiStore.subscribe((state, before) => {
      const shown =
        state.threshold !== before.threshold ||
        state.ghostsShown !== before.ghostsShown ||
        state.hiddenVersions !== before.hiddenVersions ||
        state.mainVersions !== before.mainVersions ||
        state.annotationsShown !== before.annotationsShown;
      if (shown) schedule("scene");
      if (state.theme !== before.theme) schedule("image");
      schedule("active");
    }),
    selectionStore.subscribe(() => schedule("active")),
    promptStore.subscribe((state) => {
      layers.root.dataset["prompt"] = state.waiting ? "waiting" : state.found ? "found" : "";
      schedule("active");
    }),
    brushStore.subscribe(() => schedule("active")),
    propagationStore.subscribe(() => schedule("active")),
    rulesStore.subscribe(() => schedule("active")),
    historyStore.subscribe((state, before) => {
      if (state.preview !== before.preview) schedule("active");
    }),
    personalStore.subscribe(() => schedule("scene", "active")),
    viewStore.subscribe((state, before) => {
      if (state.settings !== before.settings || state.peeking !== before.peeking) schedule("scene", "active");
    }),
    draftStore.subscribe(({ draft }) => {
      const wanted = draft?.kind === "changing" ? draft.shapes : null;
      const same = wanted
        ? wanted.size === hidden.size && [...wanted.keys()].every((id) => hidden.has(id))
        : hidden.size === 0;
      if (!same) {
        hidden = wanted ? new Set(wanted.keys()) : NOTHING;
        schedule("still");
      }
      schedule("active");
    }),
    connectionStore.subscribe((state, before) => {
      if (state.cursors !== before.cursors || state.selections !== before.selections) schedule("active");
      if (state.seats !== before.seats) schedule("scene", "active");
    }),
    outbox.store.subscribe((state, before) => {
      if (state.entries !== before.entries) schedule("active");
    }),
  ];
  const onFont = () => {
    forgetWidths();
    schedule("still", "active");
  };
  document.fonts.addEventListener("loadingdone", onFont);
  stops.push(() => document.fonts.removeEventListener("loadingdone", onFont));
  picture.show(frameStore.openFrame());
  schedule("scene", "image", "still", "active");

  return {
    scene: () => scene,
    times,
    setSweep(area) {
      sweep = area;
      schedule("active");
    },
    setCrosshair(at) {
      if (crosshair === at) return;
      crosshair = at;
      schedule("active");
    },
    setVertices(hovered, picked) {
      if (held.hovered === hovered && held.picked === picked) return;
      held = { hovered, picked };
      schedule("active");
    },
    stop() {
      cancelAnimationFrame(scheduled);
      clearTimeout(resting);
      for (const stop of stops) stop();
    },
  };
}

/** A held point counts while its object is the only one selected. */
function vertexOf(held: Held | null, selected: ReadonlySet<string>): Vertex | null {
  return held && selected.size === 1 && selected.has(held.id) ? held.vertex : null;
}

function remoteCursors(frameId: string) {
  const { cursors } = connectionStore.getState();
  const me = meStore.getState().user?.id;
  const now = Date.now();
  return [...cursors.values()]
    .filter(
      (cursor) => cursor.frame_id === frameId && now - cursor.seenAt < CURSOR_LIFE_MS && cursor.id !== me,
    )
    .map(({ x, y, name, id }) => ({ x, y, name, colour: colourOfPerson(id) }));
}

function surfaceOf(canvas: HTMLCanvasElement, opaqueSmoothing = false) {
  const pen = canvas.getContext("2d", { desynchronized: false });
  if (!pen) throw new Error("This browser has no 2D canvas.");
  pen.imageSmoothingEnabled = opaqueSmoothing;
  let width = 1;
  let height = 1;
  let ratio = 1;
  return {
    pen,
    get width() {
      return width;
    },
    get height() {
      return height;
    },
    get ratio() {
      return ratio;
    },
    fit(nextWidth: number, nextHeight: number, nextRatio: number) {
      if (width === nextWidth && height === nextHeight && ratio === nextRatio) return;
      [width, height, ratio] = [nextWidth, nextHeight, nextRatio];
      canvas.width = Math.max(1, Math.round(width * ratio));
      canvas.height = Math.max(1, Math.round(height * ratio));
    },
    wipe() {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
    },
  } satisfies Surface & Record<string, unknown>;
}
