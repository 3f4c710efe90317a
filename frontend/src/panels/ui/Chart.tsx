/** A small line or bar chart over numbers, with a table of the same for who cannot see it. */
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { useStore } from "zustand";
import "uplot/dist/uPlot.min.css";
import { uiStore } from "../../state/uiStore";

export interface ChartSeries {
  readonly name: string;
  /** A custom property of the page, such as `--chart-1`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly look: "line" | "bars" | "dashed";
  /** Read on the right. */
  readonly right?: boolean;
}

interface Props {
  title: string;
  /** What the steps are called in the table. */
  step: string;
  steps: readonly number[];
  /** Set when the steps are seconds since 1970. */
  time?: boolean;
  series: readonly ChartSeries[];
  height?: number;
  showStep: (step: number) => string;
  showValue?: (value: number) => string;
}

const plainly = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 3 });

export function Chart(props: Props) {
  const { title, step, steps, series, height = 190, time = false, showStep, showValue = plainly } = props;
  const theme = useStore(uiStore, (state) => state.theme);
  const [hover, setHover] = useState<number | null>(null);
  const at = hover === null ? null : steps[hover];
  return (
    <figure className="chart">
      <figcaption>
        <span>{title}</span>
        <span className="chart-keys" aria-live="off">
          {at !== null && at !== undefined && <span className="muted">{showStep(at)}</span>}
          {series.map((one) => {
            const value = hover === null ? null : one.values[hover];
            return (
              <span key={one.name} className="chart-key">
                <i className={one.look} style={{ color: `var(${one.colour})` }} /> {one.name}
                {value !== null && value !== undefined && <b> {showValue(value)}</b>}
              </span>
            );
          })}
        </span>
      </figcaption>
      <Plot
        key={theme}
        steps={steps}
        series={series}
        time={time}
        height={height}
        showStep={showStep}
        showValue={showValue}
        onHover={setHover}
      />
      <details className="chart-table">
        <summary>As a table</summary>
        <div className="chart-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{step}</th>
                {series.map((one) => (
                  <th key={one.name} scope="col">
                    {one.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {steps.map((one, row) => (
                <tr key={one}>
                  <th scope="row">{showStep(one)}</th>
                  {series.map((column) => {
                    const value = column.values[row];
                    return (
                      <td key={column.name}>
                        {value === null || value === undefined ? "—" : showValue(value)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

type PlotProps = Omit<Layout, "width"> & { readonly steps: readonly number[] };

/** The drawing; it reads its colours from the page once, so it is made anew in the other theme. */
function Plot({ steps, series, time, height, showStep, showValue, onHover }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || steps.length === 0) return;
    const plot = new uPlot(
      layOut({ series, time, height, width: element.clientWidth, onHover, showStep, showValue }),
      [[...steps], ...series.map((one) => [...one.values])],
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [steps, series, time, height, showStep, showValue, onHover]);
  return <div ref={place} className="chart-place" style={{ height }} aria-hidden="true" />;
}

interface Layout {
  series: readonly ChartSeries[];
  time: boolean;
  width: number;
  height: number;
  onHover: (index: number | null) => void;
  showStep: (step: number) => string;
  showValue: (value: number) => string;
}

function layOut({ series, time, width, height, onHover, showStep, showValue }: Layout): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--muted"), font: "11px Inter Variable, sans-serif", ticks: { show: false } };
  const grid = { stroke: colour("--line"), width: 1 };
  const values = (_: uPlot, ticks: number[]) => ticks.map(showValue);
  const bars = uPlot.paths.bars?.({ size: [0.62, 26] });
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time }, y: { range: { min: { pad: 0, soft: 0, mode: 1 }, max: { pad: 0.08 } } } },
    axes: [
      { ...axis, grid: { show: false }, size: 28, values: (_, ticks) => ticks.map(showStep) },
      { ...axis, grid, size: 46, values },
      ...(series.some((one) => one.right)
        ? [{ ...axis, side: 1 as const, scale: "right", grid: { show: false }, size: 50, values }]
        : []),
    ],
    series: [
      {},
      ...series.map((one): uPlot.Series => {
        const stroke = colour(one.colour);
        return {
          scale: one.right ? "right" : "y",
          stroke,
          width: one.look === "bars" ? 0 : 2,
          spanGaps: true,
          points: { show: one.look !== "bars" && one.values.length < 40, size: 5, fill: stroke },
          ...(one.look === "bars" && bars ? { fill: stroke, paths: bars } : {}),
          ...(one.look === "dashed" ? { dash: [6, 4] } : {}),
        };
      }),
    ],
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? null)] },
  };
}
