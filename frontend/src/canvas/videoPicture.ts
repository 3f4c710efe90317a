/** The pixels of a video's frame: exact as soon as they are there, until then what was shown last, softened. */
import { type FrameImage, loadFrameImage } from "../api/frameImage";
import type { Frame } from "../contract/contract";
import type { View } from "../model/transform";
import { standIn } from "../model/video/standIn";
import { onRest, PACK_SIDE, videoPixels, videoStore } from "../state/videoStore";
import { drawImage } from "./drawImage";
import type { Surface } from "./nameTag";
import { noteSight } from "./testHooks";

export interface VideoPicture {
  /** Whether this frame is one of the open video. */
  takes(frame: Frame): boolean;
  draw(surface: Surface, view: View, frame: Frame): void;
  stop(): void;
}

interface Shown {
  readonly assetId: string;
  readonly index: number;
  readonly image: FrameImage;
}

const BLUR = "blur(3px)";

export function createVideoPicture(root: HTMLElement, redraw: () => void): VideoPicture {
  let shown: Shown | null = null;
  /** The frame that is rested on, in full size. */
  let full: Shown | null = null;
  let sheet: { readonly url: string; readonly image: FrameImage } | null = null;
  let listening: (() => void) | null = null;
  let source: ReturnType<typeof videoPixels> = null;

  function listen(): void {
    if (source === videoPixels()) return;
    listening?.();
    source = videoPixels();
    listening =
      source?.onArrive((index) => {
        if (index === videoStore.getState().index) redraw();
      }) ?? null;
  }

  function loadSheet(): void {
    const url = videoStore.getState().facts?.sprite?.url;
    if (!url || sheet?.url === url) return;
    loadFrameImage(url).then(
      (image) => {
        sheet = { url, image };
        redraw();
      },
      () => undefined,
    );
  }

  const forget = onRest(() => {
    const { facts, index } = videoStore.getState();
    if (!facts || Math.max(facts.width, facts.height) <= PACK_SIDE) return;
    const assetId = facts.asset_id;
    loadFrameImage(`/api/frames/${root.dataset["frameId"] ?? ""}/image`).then(
      (image) => {
        full = { assetId, index, image };
        redraw();
      },
      () => undefined,
    );
  });

  function exact(frame: Frame): FrameImage | null {
    if (full?.assetId === frame.asset_id && full.index === frame.index) return full.image;
    const bitmap = videoPixels()?.at(frame.index);
    return bitmap ? { levels: [bitmap], width: bitmap.width, height: bitmap.height } : null;
  }

  function drawSoft(surface: Surface, view: View, frame: Frame): void {
    const last = shown?.assetId === frame.asset_id && shown.image.levels[0]?.width ? shown : null;
    const sprite = videoStore.getState().facts?.sprite ?? null;
    const found = standIn(frame.index, last?.index ?? null, sheet && sprite ? sprite.indices : []);
    const { pen, ratio } = surface;
    if (found?.kind === "sprite" && sprite && sheet?.image.levels[0]) {
      drawImage(surface, null, view, frame);
      const { tile_width: wide, tile_height: high, columns } = sprite;
      const [x, y] = [(found.place % columns) * wide, Math.floor(found.place / columns) * high];
      pen.filter = BLUR;
      pen.imageSmoothingEnabled = true;
      const [width, height] = [frame.width * view.scale, frame.height * view.scale];
      pen.drawImage(sheet.image.levels[0], x, y, wide, high, view.x, view.y, width, height);
    } else {
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      // The last frame of a playing video is not softened: the next one is there in a moment.
      pen.filter = last && !videoStore.getState().playing ? BLUR : "none";
      drawImage(surface, last?.image ?? null, view, frame);
    }
    pen.filter = "none";
  }

  return {
    takes: (frame) => videoStore.getState().facts?.asset_id === frame.asset_id,
    draw(surface, view, frame) {
      listen();
      loadSheet();
      const image = exact(frame);
      if (image) {
        shown = { assetId: frame.asset_id, index: frame.index, image };
        drawImage(surface, image, view, frame);
      } else drawSoft(surface, view, frame);
      root.dataset["image"] = image ? "ready" : "loading";
      root.dataset["index"] = String(frame.index);
      root.dataset["shownIndex"] = image ? String(frame.index) : "";
      noteSight(root, frame.id, image ? "sharp" : "none");
    },
    stop() {
      forget();
      listening?.();
    },
  };
}
