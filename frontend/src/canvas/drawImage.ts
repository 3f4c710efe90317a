/** Draws the frame's pixels under the current view, from the copy whose size fits the zoom. */
import type { FrameImage } from "../api/frameImage";
import type { View } from "../model/transform";
import type { Surface } from "./nameTag";

export function drawImage(
  surface: Surface,
  image: FrameImage | null,
  view: View,
  frame: { width: number; height: number },
): void {
  const { pen, ratio } = surface;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const left = view.x;
  const top = view.y;
  const width = frame.width * view.scale;
  const height = frame.height * view.scale;
  if (!image) {
    pen.fillStyle = "rgba(127, 140, 145, 0.12)";
    pen.fillRect(left, top, width, height);
    return;
  }
  const wanted = width * ratio;
  const level = image.levels.findLast((copy) => copy.width >= wanted) ?? image.levels[0];
  if (!level) return;
  // Past six times its size a person looks at pixels, and smoothing would hide where they end.
  pen.imageSmoothingEnabled = view.scale * ratio < 6;
  pen.imageSmoothingQuality = "medium";
  // Only the part in view is drawn: far zoomed in, the rest would cost time for nothing.
  const x0 = Math.max(0, -left / width);
  const y0 = Math.max(0, -top / height);
  const x1 = Math.min(1, (surface.width - left) / width);
  const y1 = Math.min(1, (surface.height - top) / height);
  if (x1 <= x0 || y1 <= y0) return;
  pen.drawImage(
    level,
    x0 * level.width,
    y0 * level.height,
    (x1 - x0) * level.width,
    (y1 - y0) * level.height,
    left + x0 * width,
    top + y0 * height,
    (x1 - x0) * width,
    (y1 - y0) * height,
  );
}
