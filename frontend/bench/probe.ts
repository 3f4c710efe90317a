/** What every page of the bench tells whoever drives it: when it was drawn, frame by frame, and how late a drag is. */
import type { Point } from "../src/contract/contract";

/** What a canvas must answer about itself, in image pixels of the picture and client pixels of the page. */
export interface Subject {
  toScreen(at: Point): Point;
  /** Client pixels for one image pixel. */
  scale(): number;
  /** The middle of the shape that is dragged, as the canvas's own store holds it. */
  target(): Point;
  /** Bring the whole picture into view, at once. */
  fit(): void;
}

interface Gauge extends Subject {
  readonly drawnMs: number;
  /** Milliseconds from each pointer move to the frame after the one that was drawn for it. */
  takeLatencies(): number[];
}

declare global {
  interface Window {
    bench?: Gauge;
  }
}

export const FRAME_MARK = "bench-frame";

/** The beginning of the frame after the next: by then the browser has taken over what the next one draws. */
export function shown(then: (now: number) => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => then(performance.now())));
}

/** Begin to watch, when picture and shapes have been handed over; `from` is when the page began with them. */
export function present(subject: Subject, from: number): void {
  let latencies: number[] = [];
  let since: number | null = null;
  addEventListener(
    "pointermove",
    (event) => {
      if (since !== null) return;
      since = event.timeStamp;
      shown((now) => {
        if (since !== null) latencies.push(now - since);
        since = null;
      });
    },
    { capture: true },
  );
  const tick = () => {
    performance.mark(FRAME_MARK);
    performance.clearMarks(FRAME_MARK);
    requestAnimationFrame(tick);
  };
  shown((now) => {
    window.bench = {
      ...subject,
      drawnMs: now - from,
      takeLatencies() {
        const taken = latencies;
        latencies = [];
        return taken;
      },
    };
    tick();
  });
}
