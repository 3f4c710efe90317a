/** When each frame of a video is shown: from runs of equal steps, so that hours need a few numbers. */

export interface FrameTimes {
  readonly count: number;
  /** Seconds from the first frame to the end of the last one. */
  readonly duration: number;
  /** Seconds at which a frame begins to be shown; the first at 0. */
  at(index: number): number;
  /** The frame that is shown at a time; the first before the beginning, the last after the end. */
  indexAt(seconds: number): number;
}

/** Frames before which a run begins, and the ticks passed by then. */
interface Run {
  readonly index: number;
  readonly ticks: number;
  readonly step: number;
}

/** Build from a video's steps: each run is the ticks between frames and how often they come in a row. */
export function frameTimes(facts: {
  readonly frame_count: number;
  readonly time_base: readonly [number, number];
  readonly steps: readonly (readonly [number, number])[];
  readonly rate: number;
}): FrameTimes {
  const [numerator, denominator] = facts.time_base;
  const tick = numerator / denominator;
  const count = Math.max(1, facts.frame_count);
  const usual = facts.rate > 0 ? 1 / (facts.rate * tick) : 1;
  const runs: Run[] = [];
  let index = 0;
  let ticks = 0;
  for (const [step, times] of facts.steps) {
    runs.push({ index, ticks, step });
    index += times;
    ticks += step * times;
  }
  // The last frame has no next one: it is shown as long as frames usually are.
  runs.push({ index, ticks, step: usual });

  const runBefore = (reached: (run: Run) => boolean): Run => {
    let [low, high] = [0, runs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (reached(runs[middle] as Run)) low = middle;
      else high = middle - 1;
    }
    return runs[low] as Run;
  };
  const ticksAt = (at: number): number => {
    const run = runBefore((one) => one.index <= at);
    return run.ticks + (at - run.index) * run.step;
  };
  return {
    count,
    duration: (ticksAt(count - 1) + usual) * tick,
    at: (at) => ticksAt(Math.max(0, Math.min(count - 1, at))) * tick,
    indexAt(seconds) {
      // Half a thousandth of a tick: a frame's own time, gone through seconds, is not the frame before it.
      const wanted = seconds / tick + 0.0005;
      if (wanted <= 0) return 0;
      const run = runBefore((one) => one.ticks <= wanted);
      const steps = run.step > 0 ? Math.floor((wanted - run.ticks) / run.step) : 0;
      return Math.max(0, Math.min(count - 1, run.index + steps));
    },
  };
}

/** "1:02:03.45" or "2:03.45", to the hundredth of a second. */
export function showSeconds(seconds: number, digits = 2): string {
  const scale = 10 ** digits;
  const units = Math.floor(Math.max(0, seconds) * scale + 1e-6);
  const whole = Math.floor(units / scale);
  const part = digits > 0 ? `.${String(units % scale).padStart(digits, "0")}` : "";
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const last = `${String(whole % 60).padStart(2, "0")}${part}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${last}` : `${minutes}:${last}`;
}

/** Read where a person wants to go: "1234" is a frame, "1:23.5" or "12s" a time, "50%" a part; null for nonsense. */
export function readPlace(text: string, times: FrameTimes): number | null {
  const words = text.trim().toLowerCase();
  const inside = (index: number) => Math.max(0, Math.min(times.count - 1, index));
  if (/^\d+$/.test(words)) return inside(Number(words));
  const part = /^(\d+(?:\.\d+)?)\s*%$/.exec(words);
  if (part) return inside(Math.round((Number(part[1]) / 100) * (times.count - 1)));
  const plain = /^(\d+(?:\.\d+)?)\s*s$/.exec(words);
  if (plain) return times.indexAt(Number(plain[1]));
  if (/^(\d+:){1,2}\d+(\.\d+)?$/.test(words))
    return times.indexAt(words.split(":").reduce((sum, unit) => sum * 60 + Number(unit), 0));
  return null;
}
