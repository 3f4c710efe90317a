/** Fingers on the canvas: two of them move and zoom the picture, and none counts while a pen is at work. */
import type { Point } from "../contract/contract";
import { pinchStep } from "../model/pinch";
import { pan, zoom } from "../state/viewportStore";

/** A hand rests on the glass a moment before and after its pen touches it. */
const PEN_REST_MS = 600;

/** Take fingers before the tools see them; attach this first. Returns how to detach. */
export function attachTouch(root: HTMLElement): () => void {
  const fingers = new Map<number, Point>();
  let isPinching = false;
  let penDown = false;
  let penSeenAt = Number.NEGATIVE_INFINITY;

  const place = (event: PointerEvent): Point => {
    const { left, top } = root.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const swallow = (event: PointerEvent) => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  const cancel = () => root.dispatchEvent(new PointerEvent("pointercancel", { pointerType: "mouse" }));
  const penAtWork = (event: PointerEvent) => penDown || event.timeStamp - penSeenAt < PEN_REST_MS;

  const notePen = (event: PointerEvent) => {
    if (event.type === "pointerdown") {
      penDown = true;
      // Fingers that lay there before the pen were the palm: what they began is taken back.
      if (fingers.size > 0 && !isPinching) cancel();
      fingers.clear();
      isPinching = false;
    }
    if (event.type === "pointerup" || event.type === "pointercancel") penDown = false;
    penSeenAt = event.timeStamp;
  };

  const down = (event: PointerEvent) => {
    if (event.pointerType === "pen") return notePen(event);
    if (event.pointerType !== "touch") return;
    if (penAtWork(event)) return swallow(event);
    fingers.set(event.pointerId, place(event));
    if (fingers.size < 2) return;
    if (!isPinching) {
      isPinching = true;
      // What the first finger began is taken back: two fingers never draw.
      cancel();
    }
    swallow(event);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerType === "pen") return notePen(event);
    if (event.pointerType !== "touch") return;
    if (!fingers.has(event.pointerId)) return swallow(event);
    const before = [...fingers.values()];
    fingers.set(event.pointerId, place(event));
    if (!isPinching) return;
    swallow(event);
    const after = [...fingers.values()];
    const [a, b, c, d] = [before[0], before[1], after[0], after[1]];
    if (!a || !b || !c || !d) return;
    const step = pinchStep([a, b], [c, d]);
    zoom(step.factor, step.at);
    pan(step.dx, step.dy);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerType === "pen") return notePen(event);
    if (event.pointerType !== "touch") return;
    const known = fingers.delete(event.pointerId);
    if (isPinching || !known) swallow(event);
    if (fingers.size === 0) isPinching = false;
  };

  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  root.addEventListener("pointerdown", down, options);
  root.addEventListener("pointermove", move, options);
  root.addEventListener("pointerup", up, options);
  root.addEventListener("pointercancel", up, options);
  return () => stop.abort();
}
