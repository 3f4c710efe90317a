/** Tells the status line which pixel of the picture the pointer is on, at most once a frame. */
import { toImage } from "../model/transform";
import { setCursor } from "../state/cursorStore";
import { frameStore } from "../state/frameStore";
import { viewportStore } from "../state/viewportStore";

/** Start telling; returns how to stop. */
export function attachReadout(root: HTMLElement): () => void {
  let last: { clientX: number; clientY: number } | null = null;
  let scheduled = 0;
  const tell = () => {
    scheduled = 0;
    const frame = frameStore.openFrame()?.frame;
    if (!last || !frame) return setCursor(null);
    const { left, top } = root.getBoundingClientRect();
    const [x, y] = toImage(viewportStore.getState().view, [last.clientX - left, last.clientY - top]);
    const isInside = x >= 0 && y >= 0 && x < frame.width && y < frame.height;
    setCursor(isInside ? [Math.floor(x), Math.floor(y)] : null);
  };
  const schedule = () => {
    if (scheduled === 0) scheduled = requestAnimationFrame(tell);
  };
  const stop = new AbortController();
  const { signal } = stop;
  const move = (event: PointerEvent) => {
    last = event;
    schedule();
  };
  const leave = () => {
    last = null;
    schedule();
  };
  root.addEventListener("pointermove", move, { signal });
  root.addEventListener("pointerleave", leave, { signal });
  const unsubscribe = viewportStore.subscribe(() => {
    if (last) schedule();
  });
  return () => {
    cancelAnimationFrame(scheduled);
    stop.abort();
    unsubscribe();
    setCursor(null);
  };
}
