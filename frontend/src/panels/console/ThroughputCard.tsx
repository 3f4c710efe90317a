/** Pictures handed in, approved and returned by day. */
import { useMemo } from "react";
import type { DayWork } from "../../contract/console";
import { Chart } from "../ui/Chart";

const showDay = (at: number) =>
  new Date(at * 1000).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

export function ThroughputCard({ days }: { days: readonly DayWork[] }) {
  const steps = useMemo(() => days.map(({ day }) => Date.parse(`${day}T00:00:00Z`) / 1000), [days]);
  const series = useMemo(
    () => [
      {
        name: "handed in",
        colour: "--chart-1",
        values: days.map((it) => it.submitted),
        look: "bars" as const,
      },
      { name: "approved", colour: "--good", values: days.map((it) => it.approved), look: "line" as const },
      { name: "returned", colour: "--warn", values: days.map((it) => it.returned), look: "dashed" as const },
    ],
    [days],
  );
  const nothing = days.every((it) => it.submitted + it.approved + it.returned === 0);
  return (
    <section className="card chart-card" aria-label="Pictures by day">
      {nothing || days.length < 2 ? (
        <>
          <h2>Pictures by day</h2>
          <p className="muted">
            {days.length < 2
              ? "One day has no course; choose a longer period to see one."
              : "Nothing was handed in or judged in these days."}
          </p>
        </>
      ) : (
        <Chart
          title="Pictures by day"
          step="Day"
          steps={steps}
          time
          series={series}
          height={170}
          showStep={showDay}
        />
      )}
    </section>
  );
}
