/** A line of the last minutes without axes: where it goes matters, the figure beside it says how much. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { useStore } from "zustand";
import "uplot/dist/uPlot.min.css";
import { uiStore } from "../../state/uiStore";

interface Props {
  name: string;
  /** Seconds since 1970, in order. */
  times: readonly number[];
  values: readonly (number | null)[];
  /** A custom property of the page, such as `--chart-1`. */
  colour: string;
  height?: number;
}

export function Spark({ name, times, values, colour, height = 44 }: Props) {
  const theme = useStore(uiStore, (state) => state.theme);
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the page once for each theme
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const stroke = getComputedStyle(element).getPropertyValue(colour).trim();
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        padding: [3, 0, 1, 0],
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { time: true },
          y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.1 : 1] },
        },
        series: [{}, { stroke, width: 1.5, fill: `${stroke}22`, points: { show: false } }],
      },
      [[], []],
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [colour, height, theme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot made anew for a theme needs its values too
  useEffect(() => plot.current?.setData([[...times], [...values]]), [times, values, theme]);
  return <div ref={place} className="spark" style={{ height }} role="img" aria-label={name} />;
}
