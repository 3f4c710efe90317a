/** How the whole portal runs: calm while all is well, loud where it is not, each alarm with what to do. */
import { CircleCheck, ShieldX } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Operations, Point } from "../../contract/operations";
import { type Alarm, alarmsOf, spanOf } from "../../model/operations/alarms";
import { meStore } from "../../state/meStore";
import { followOperations, operationsStore } from "../../state/operations";
import { showBytes } from "../ui/format";
import { Chip, EmptyState } from "../ui/parts";
import { Spark } from "../ui/Spark";
import { OperationsTables } from "./OperationsTables";

const UNKNOWN = "not known";

export function OperationsPage() {
  const isAdmin = useStore(meStore, ({ user }) => user?.is_admin === true);
  const { line, now, points, error } = useStore(operationsStore);
  useEffect(() => (isAdmin ? followOperations() : undefined), [isAdmin]);
  const alarms = useMemo(() => (now ? alarmsOf(now) : []), [now]);
  useEffect(() => {
    document.title = alarms.length > 0 ? `(${alarms.length}) Operations · Tandem` : "Operations · Tandem";
  }, [alarms.length]);
  if (!isAdmin || line === "refused")
    return (
      <EmptyState icon={ShieldX} title="This page is for administrators">
        <p>Ask one of them how the portal runs, or to make you one.</p>
      </EmptyState>
    );
  return (
    <main className="page operations" data-testid="operations">
      <div className="page-head">
        <div>
          <h1>Operations</h1>
          <p className="muted">The whole portal, once a second; lines show the last 15 minutes.</p>
        </div>
        <Chip tone={line === "online" ? "good" : "warn"}>{line === "online" ? "live" : "connecting …"}</Chip>
      </div>
      {error && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      {!now && !error && <p className="muted">Looking …</p>}
      {now && (
        <>
          <Alarms alarms={alarms} />
          <Gauges now={now} points={points} alarms={alarms} />
          <OperationsTables now={now} />
        </>
      )}
    </main>
  );
}

function Alarms({ alarms }: { alarms: readonly Alarm[] }) {
  if (alarms.length === 0)
    return (
      <p className="all-well">
        <CircleCheck size={16} aria-hidden="true" /> All parts answer, nothing waits too long.
      </p>
    );
  return (
    <ul className="alarms" role="alert">
      {alarms.map(({ id, tone, what, advice }) => (
        <li key={id} className={`notice ${tone}`}>
          <strong>{what}.</strong> {advice}
        </li>
      ))}
    </ul>
  );
}

interface Gauge {
  name: string;
  figure: string;
  more: string;
  colour: string;
  values: (point: Point) => number | null;
  /** The alarms that make it red. */
  alarms: string;
}

const rate = (value: number | null): string =>
  value === null ? UNKNOWN : `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en")}/s`;
const took = (value: number | null): string => (value === null ? "–" : spanOfMs(value));
const spanOfMs = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : spanOf(ms / 1_000));

function gaugesOf(now: Operations): Gauge[] {
  const { point } = now;
  const most = now.queues.some((queue) => queue.at_least) ? "+" : "";
  return [
    {
      name: "Uploads",
      figure: point.upload_bytes === null ? UNKNOWN : `${showBytes(Math.round(point.upload_bytes))}/s`,
      more: `${now.uploads_open.toLocaleString("en")} under way`,
      colour: "--chart-1",
      values: (it) => it.upload_bytes,
      alarms: "upload",
    },
    {
      name: "Jobs waiting",
      figure: `${point.queued.toLocaleString("en")}${most}`,
      more: point.queued > 0 ? `the oldest for ${spanOf(point.oldest_seconds)}` : "nothing waits",
      colour: "--chart-2",
      values: (it) => it.queued,
      alarms: "queue",
    },
    {
      name: "Inference",
      figure: rate(point.inferences),
      more:
        point.inference_p95_ms === null ? "no run in the last minute" : `p95 ${took(point.inference_p95_ms)}`,
      colour: "--chart-3",
      values: (it) => it.inferences,
      alarms: "inference",
    },
    {
      name: "Relay behind",
      figure: point.lag_ms === null ? UNKNOWN : spanOfMs(point.lag_ms),
      more: point.events === null ? "" : `${rate(point.events)} events`,
      colour: "--chart-1",
      values: (it) => it.lag_ms,
      alarms: "lag",
    },
    {
      name: "Open canvases",
      figure: point.sockets === null ? UNKNOWN : point.sockets.toLocaleString("en"),
      more: "sockets of projects",
      colour: "--chart-2",
      values: (it) => it.sockets,
      alarms: "sockets",
    },
    {
      name: "Requests",
      figure: rate(point.requests),
      more: point.request_p95_ms === null ? "" : `p95 ${took(point.request_p95_ms)}`,
      colour: "--chart-3",
      values: (it) => it.requests,
      alarms: "requests",
    },
    {
      name: "Faults",
      figure: rate(point.errors),
      more: point.errors === 0 ? "none of ours" : point.errors === null ? "" : "see log/web.log",
      colour: "--bad",
      values: (it) => it.errors,
      alarms: "errors",
    },
    {
      name: "Disk free",
      figure: showBytes(now.disk_free),
      more: now.disk_total > 0 ? `${Math.round((100 * now.disk_free) / now.disk_total)} % of it` : "",
      colour: "--faint",
      values: () => null,
      alarms: "disk",
    },
  ];
}

function Gauges({
  now,
  points,
  alarms,
}: {
  now: Operations;
  points: readonly Point[];
  alarms: readonly Alarm[];
}) {
  const times = useMemo(() => points.map(({ at }) => Date.parse(at) / 1_000), [points]);
  return (
    <dl className="figure-tiles gauges">
      {gaugesOf(now).map((gauge) => {
        const tone = alarms.find(({ id }) => id.split(":")[0] === gauge.alarms)?.tone ?? "";
        return (
          <div key={gauge.name} className={`card tile gauge ${tone}`}>
            <dt>{gauge.name}</dt>
            <dd>{gauge.figure}</dd>
            <p className="muted small">{gauge.more}</p>
            {gauge.alarms === "disk" ? (
              <div
                className="disk-bar"
                role="img"
                aria-label={`${gauge.figure} free`}
                style={{
                  ["--used" as string]: `${100 - (100 * now.disk_free) / Math.max(1, now.disk_total)}%`,
                }}
              />
            ) : (
              <Line gauge={gauge} points={points} times={times} />
            )}
          </div>
        );
      })}
    </dl>
  );
}

function Line({
  gauge,
  points,
  times,
}: {
  gauge: Gauge;
  points: readonly Point[];
  times: readonly number[];
}) {
  const values = points.map(gauge.values);
  return (
    <Spark
      name={`${gauge.name} over the last 15 minutes`}
      times={times}
      values={values}
      colour={gauge.colour}
    />
  );
}
