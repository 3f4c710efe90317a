/** The pixels of the open frame: loaded whole when it is small, by tiles when it is large. */
import { type FrameImage, loadFrameImage } from "../api/frameImage";
import { frameTiles, loadPreview, previewOf, tileKey } from "../api/frameTiles";
import type { Frame } from "../contract/contract";
import type { FrameState } from "../model/frameState";
import { planTiles, type Sheet } from "../model/tiles";
import type { View } from "../model/transform";
import { sheetOf } from "../state/framePixels";
import { drawImage } from "./drawImage";
import { drawTiles } from "./drawTiles";
import type { Surface } from "./nameTag";
import { noteSight } from "./testHooks";
import { createVideoPicture } from "./videoPicture";

export interface Picture {
  /** Turn to a frame; its pixels come by themselves. */
  show(frame: FrameState | null): void;
  /** Draw what is there, and ask for what is not. */
  draw(surface: Surface, view: View, frame: Frame): void;
  stop(): void;
}

/** `redraw` is called whenever more of the picture can be drawn. */
export function createPicture(root: HTMLElement, redraw: () => void): Picture {
  let shown: string | null = null;
  let image: FrameImage | null = null;
  let sheet: Sheet | null = null;
  const forget = frameTiles.onArrive(redraw);
  const moving = createVideoPicture(root, redraw);

  function show(state: FrameState | null): void {
    const frame = state?.frame ?? null;
    if (frame && moving.takes(frame)) {
      shown = frame.id;
      image = null;
      sheet = null;
      return redraw();
    }
    const url = frame?.image_url ?? null;
    if (url === shown) return;
    shown = url;
    image = null;
    sheet = frame && sheetOf(frame);
    frameTiles.want([], []);
    redraw();
    if (!frame || !url) return;
    root.dataset["image"] = "loading";
    noteSight(root, frame.id, "none");
    const failed = () => {
      if (shown === url) root.dataset["image"] = "failed";
    };
    if (sheet) {
      // The preview is a courtesy: without it the coarsest tile comes first.
      loadPreview(frame.asset_id).then(redraw, redraw);
      return;
    }
    loadFrameImage(url).then((loaded) => {
      if (shown !== url) return;
      image = loaded;
      root.dataset["image"] = "ready";
      redraw();
    }, failed);
  }

  function drawSheet(surface: Surface, view: View, frame: Frame, cut: Sheet): void {
    const { pen, width, height, ratio } = surface;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
    const plan = planTiles(cut, view, { width, height }, ratio);
    const coarsest = { level: cut.tiles.levels - 1, column: 0, row: 0 };
    const keys = plan.inView.map((tile) => tileKey(frame.id, tile));
    frameTiles.want(
      [tileKey(frame.id, coarsest), ...keys],
      plan.ring.map((tile) => tileKey(frame.id, tile)),
    );
    const preview = previewOf(frame.asset_id);
    const { covered, sharp } = drawTiles(surface, cut, plan, view, { frameId: frame.id, preview });
    if (covered) root.dataset["image"] = "ready";
    noteSight(root, frame.id, sharp ? "sharp" : covered ? "first" : "none");
  }

  return {
    show,
    draw(surface, view, frame) {
      if (moving.takes(frame)) return moving.draw(surface, view, frame);
      if (sheet) return drawSheet(surface, view, frame, sheet);
      drawImage(surface, image, view, frame);
      noteSight(root, frame.id, image ? "sharp" : "none");
    },
    stop() {
      forget();
      moving.stop();
      frameTiles.want([], []);
    },
  };
}
