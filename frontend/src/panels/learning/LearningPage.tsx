/** One picture of how the project learns, and beneath it the figures behind it; live. */
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { addUp, qualities } from "../../model/loop/figures";
import { layStations } from "../../model/loop/stations";
import { jobsStore } from "../../state/jobsStore";
import { followLearning, learningStore, lookBack } from "../../state/learningStore";
import { projectStore } from "../../state/projectStore";
import { projectPath } from "../../state/routeStore";
import { Trainings } from "../trainings/Trainings";
import { Chart } from "../ui/Chart";
import { showMoment } from "../ui/format";
import { Link } from "../ui/parts";
import { AnswerBars } from "./AnswerBars";
import { Happened } from "./Happenings";
import { LoopPicture } from "./LoopPicture";
import { PaceCard } from "./PaceCard";
import { QualityCard } from "./QualityCard";
import { VotesWanted } from "./VotesWanted";

const PERIODS = [
  { days: 7, title: "7 days" },
  { days: 30, title: "30 days" },
  { days: 90, title: "90 days" },
  { days: 365, title: "A year" },
];
const showDay = (at: number) =>
  new Date(at * 1000).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

export function LearningPage({ projectId }: { projectId: string }) {
  const { figures, days, error } = useStore(learningStore);
  const trainings = useStore(learningStore, (state) => state.trainings) ?? [];
  const evaluations = useStore(learningStore, (state) => state.evaluations) ?? [];
  const promotions = useStore(learningStore, (state) => state.promotions) ?? [];
  const jobs = useStore(jobsStore, (state) => state.jobs) ?? [];
  const project = useStore(projectStore, (state) => state.project);
  useEffect(() => followLearning(projectId), [projectId]);
  const chart = useMemo(() => (figures ? addUp(figures.days, figures.corrections_before) : null), [figures]);
  if (!project) return null;
  const stations = layStations({
    counts: project.counts,
    champion: project.champion,
    jobs,
    figures,
    trainings,
    evaluations,
    promotions,
    ago: showMoment,
  });
  const versions = figures?.versions ?? [];
  const nameOf = (id: string) => {
    const version = versions.find((known) => known.id === id);
    return version ? `${version.name} ${version.version}` : "a version that is gone";
  };
  const measured = qualities(versions, evaluations);
  const live = measured.find(({ id }) => id === project.champion?.id);
  const next = figures?.next_training;

  return (
    <main className="page learning" data-testid="learning">
      <div className="page-head">
        <div>
          <h1>Learning</h1>
          <p className="muted">
            What you correct becomes the next model, once it is proven better. This page moves by itself.
          </p>
        </div>
        <div className="segments" role="group" aria-label="Period">
          {PERIODS.map((period) => (
            <button
              key={period.days}
              type="button"
              aria-pressed={days === period.days}
              onClick={() => lookBack(projectId, period.days)}
            >
              {period.title}
            </button>
          ))}
        </div>
      </div>
      {error && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      <VotesWanted evaluations={evaluations} />
      <LoopPicture projectId={projectId} stations={stations}>
        <strong className="loop-headline">
          {live ? `Live: ${live.measure} ${live.interval.value.toFixed(2)}` : "The loop begins with you"}
        </strong>
        <span className="muted">
          {next?.every_corrections ? (
            `${Math.max(0, next.every_corrections - next.corrections).toLocaleString("en")} corrections to the next training`
          ) : figures && figures.corrections === 0 ? (
            <Link to={projectPath(projectId)}>Answer the ghosts on a few pictures first</Link>
          ) : (
            <>
              {(next?.corrections ?? 0).toLocaleString("en")} corrections since the last training ·{" "}
              <Link to={projectPath(projectId, "exports")}>set a trigger</Link>
            </>
          )}
        </span>
      </LoopPicture>
      <div className="chart-grid">
        <section className="card chart-card wide" aria-label="Corrections over time">
          {chart && figures && figures.corrections > 0 ? (
            <CorrectionsChart chart={chart} />
          ) : (
            <>
              <h2>Corrections over time</h2>
              <p className="muted">
                {figures
                  ? "None yet. Accepting, adjusting, rejecting and drawing all count: open a picture and answer its ghosts."
                  : "Reading …"}
              </p>
            </>
          )}
        </section>
        <div className="chart-column">
          <QualityCard projectId={projectId} rows={measured} />
          <AnswerBars
            title="Acceptance by version"
            empty="Shows once predictions were answered."
            rows={(figures?.by_version ?? []).map((row) => ({
              key: row.model_version_id,
              name: nameOf(row.model_version_id),
              answers: row,
            }))}
          />
          <Happened projectId={projectId} versions={versions} />
        </div>
        <div className="chart-column">
          {figures && <PaceCard figures={figures} />}
          <AnswerBars
            title="Acceptance by label"
            empty="Shows once predictions were answered."
            rows={(figures?.by_label ?? []).slice(0, 20).map((row) => ({
              key: row.label,
              name: row.label,
              answers: row,
            }))}
          />
        </div>
      </div>
      <Trainings projectId={projectId} />
    </main>
  );
}

function CorrectionsChart({ chart }: { chart: ReturnType<typeof addUp> }) {
  const series = useMemo(
    () => [
      { name: "a day", colour: "--chart-1", values: chart.daily, look: "bars" as const },
      { name: "in all", colour: "--chart-2", values: chart.all, look: "line" as const, right: true },
    ],
    [chart],
  );
  return (
    <Chart
      title="Corrections over time"
      step="Day"
      steps={chart.days}
      time
      series={series}
      showStep={showDay}
    />
  );
}
