/** Plays the open video by the clock: at most one frame per repaint, none twice, some dropped when time is short. */
import { type ClockAnchor, dueFrame, otherSpeed } from "../model/video/playClock";
import { goTo, pause, videoPixels, videoStore } from "./videoStore";

let anchor: ClockAnchor = { at: 0, seconds: 0 };
let running = false;

function setClock(): void {
  const { times, index } = videoStore.getState();
  anchor = { at: performance.now(), seconds: times?.at(index) ?? 0 };
}

export function togglePlay(): void {
  const { playing, times, index } = videoStore.getState();
  if (playing) return pause();
  if (!times) return;
  videoStore.setState({ playing: true });
  // From the end it begins anew.
  goTo(index >= times.count - 1 ? 0 : index);
  setClock();
  if (!running) {
    running = true;
    requestAnimationFrame(tick);
  }
}

function tick(now: number): void {
  const { playing, times, index, speed, loop, waiting } = videoStore.getState();
  const pixels = videoPixels();
  if (!playing || !times || !pixels) {
    running = false;
    return;
  }
  const due = dueFrame({ anchor, index, speed, now }, times, pixels.isReady);
  anchor = due.anchor;
  if (due.waiting !== waiting) videoStore.setState({ waiting: due.waiting });
  if (due.index !== index) goTo(due.index);
  if (due.ended && loop) {
    goTo(0);
    setClock();
  } else if (due.ended) pause();
  requestAnimationFrame(tick);
}

export function changeSpeed(direction: 1 | -1): void {
  videoStore.setState({ speed: otherSpeed(videoStore.getState().speed, direction) });
  setClock();
}

export function toggleLoop(): void {
  videoStore.setState({ loop: !videoStore.getState().loop });
}

/** Look elsewhere without stopping: the clock goes on from there. */
export function seek(index: number): void {
  goTo(index);
  setClock();
}
