/** The stations of the loop with their live numbers, and which of them is at work now. */
import type { Job, ProjectCounts } from "../../contract/contract";
import type { Evaluation, Learning, Promotion, Training } from "../../contract/learning";

export const STATIONS = ["upload", "predict", "correct", "snapshot", "train", "gate", "live"] as const;
export type StationName = (typeof STATIONS)[number];

export interface Station {
  readonly name: StationName;
  readonly title: string;
  readonly figure: string;
  readonly detail: string;
  readonly active: boolean;
}

export interface LoopSources {
  readonly counts: ProjectCounts;
  readonly champion: { readonly name: string; readonly version: string } | null;
  readonly jobs: readonly Pick<Job, "kind" | "status" | "progress">[];
  readonly figures: Learning | null;
  readonly trainings: readonly Training[];
  readonly evaluations: readonly Evaluation[];
  readonly promotions: readonly Promotion[];
  /** How long ago a moment was, in words. */
  readonly ago: (iso: string) => string;
}

const PREDICTING = new Set(["predict", "scan", "repredict"]);
const UPLOADING = new Set(["ingest", "extract", "scenes"]);
/** Stages in which a training freezes what it learns from, before it learns. */
const FREEZING = /snapshot|freez|folder|writ/i;

export const isOpen = (status: string): boolean => status === "queued" || status === "running";

export function countOf(value: number): string {
  return value.toLocaleString("en");
}

/** "AP50 0.62" of a report; empty where it measured nothing. */
export function headline(evaluation: Evaluation | undefined): string {
  const report = evaluation?.candidate;
  const interval = report?.ap50 ?? report?.accuracy;
  return interval ? `${report?.ap50 ? "AP50" : "Accuracy"} ${interval.value.toFixed(2)}` : "";
}

const share = (part: number, all: number) => (all > 0 ? `${Math.round((part / all) * 100)}%` : "");

/** Lay out the loop; everything it shows comes from rows, so it moves as they do. */
export function layStations(sources: LoopSources): Station[] {
  const { counts, champion, jobs, figures, trainings, evaluations, promotions, ago } = sources;
  const running = jobs.filter((job) => job.status === "running");
  const predicting = running.filter((job) => PREDICTING.has(job.kind));
  const training = trainings.find((row) => isOpen(row.status));
  const [lastTraining] = trainings;
  const freezing = training?.status === "running" && (!training.stage || FREEZING.test(training.stage.name));
  const judging = evaluations.find((row) => isOpen(row.status));
  const judged = evaluations.find((row) => row.verdict !== null);
  const waiting = judged && judged.verdict === "promote" && !judged.acted;
  const said = (figures?.by_version ?? []).reduce(
    (sum, row) => ({
      accepted: sum.accepted + row.accepted,
      all: sum.all + row.accepted + row.adjusted + row.rejected,
    }),
    { accepted: 0, all: 0 },
  );
  const next = figures?.next_training;
  const [promotion] = promotions;
  const machine = running.length > 0 || training !== undefined || judging !== undefined;
  const station = (
    name: StationName,
    title: string,
    figure: string,
    detail: string,
    active: boolean,
  ): Station => ({ name, title, figure, detail, active });
  return [
    station(
      "upload",
      "Upload",
      countOf(counts.assets),
      counts.pending > 0 ? `${countOf(counts.pending)} on their way` : "all ready",
      running.some((job) => UPLOADING.has(job.kind)),
    ),
    station(
      "predict",
      "Predict",
      champion ? `${champion.name} ${champion.version}` : "no model",
      predicting.length > 0
        ? progressOf(predicting)
        : champion
          ? "every new picture"
          : "add one on the page Models",
      predicting.length > 0,
    ),
    station(
      "correct",
      "Correct",
      countOf(figures?.corrections ?? counts.corrections),
      said.all > 0 ? `${share(said.accepted, said.all)} accepted as they are` : "your answers count here",
      !machine && counts.ready > 0,
    ),
    station(
      "snapshot",
      "Snapshot",
      lastTraining ? `${countOf(lastTraining.counts.frames)} frames` : "none yet",
      lastTraining
        ? `${countOf(lastTraining.counts.holdout_frames)} held out`
        : "frozen when a training begins",
      freezing ?? false,
    ),
    station(
      "train",
      "Train",
      training
        ? stageOf(training)
        : next?.every_corrections
          ? `${countOf(Math.min(next.corrections, next.every_corrections))} of ${countOf(next.every_corrections)}`
          : lastTraining
            ? lastTraining.status
            : "by hand",
      training
        ? "at work"
        : next?.every_corrections
          ? "corrections to the next"
          : lastTraining
            ? ago(lastTraining.finished_at ?? lastTraining.created_at)
            : "no trigger is set",
      training !== undefined && !freezing,
    ),
    station(
      "gate",
      "Gate",
      judging ? "comparing" : judged ? VERDICT_WORDS[judged.verdict ?? "undecided"] : "no verdict yet",
      waiting ? "waits for a person" : headline(judged) || "compares with the champion",
      judging !== undefined,
    ),
    station(
      "live",
      "Live",
      promotion?.promoted
        ? `${promotion.promoted.name} ${promotion.promoted.version}`
        : champion
          ? "the first one"
          : "—",
      promotion ? `since ${ago(promotion.at)}` : "no promotion yet",
      running.some((job) => job.kind === "repredict"),
    ),
  ];
}

export const VERDICT_WORDS = {
  promote: "promote",
  keep: "keep the champion",
  undecided: "undecided",
} as const;

function stageOf(training: Training): string {
  if (training.status === "queued") return "waiting";
  const { stage } = training;
  if (!stage) return "beginning";
  return stage.total > 0 ? `${stage.name} ${share(stage.done, stage.total)}` : stage.name;
}

function progressOf(jobs: LoopSources["jobs"]): string {
  const [known] = jobs.flatMap((job) => (job.progress && job.progress.total > 1 ? [job.progress] : []));
  return known ? `${countOf(known.done)} of ${countOf(known.total)}` : "at work";
}
