/** What the learning page draws: corrections added up, each version's quality, and what happened when. */
import type { ModelVersion } from "../../contract/contract";
import type { Answers, DayFigures, Evaluation, Interval, Promotion } from "../../contract/learning";

export interface CorrectionsChart {
  /** Noon of each day in UTC, in seconds since 1970. */
  readonly days: readonly number[];
  readonly daily: readonly number[];
  readonly all: readonly number[];
}

export function addUp(days: readonly DayFigures[], before: number): CorrectionsChart {
  let sum = before;
  return {
    days: days.map(({ day }) => Date.parse(`${day}T12:00:00Z`) / 1000),
    daily: days.map((day) => day.corrections),
    all: days.map((day) => {
      sum += day.corrections;
      return sum;
    }),
  };
}

/** How many predictions were answered at all. */
export const answered = ({ accepted, adjusted, rejected }: Answers): number => accepted + adjusted + rejected;

export interface VersionQuality {
  readonly id: string;
  readonly name: string;
  readonly status: ModelVersion["status"];
  readonly interval: Interval;
  /** The frames it was measured on. */
  readonly frames: number;
  readonly measure: "AP50" | "accuracy";
  readonly evaluationId: string;
}

/** The newest measure of every version that was measured, oldest version first. */
export function qualities(
  versions: readonly ModelVersion[],
  evaluations: readonly Evaluation[],
): VersionQuality[] {
  const found = new Map<string, Omit<VersionQuality, "id" | "name" | "status">>();
  for (const evaluation of evaluations) {
    for (const report of [evaluation.candidate, evaluation.champion]) {
      const interval = report?.ap50 ?? report?.accuracy;
      if (!report || !interval || found.has(report.model_version_id)) continue;
      found.set(report.model_version_id, {
        interval,
        frames: evaluation.frame_count,
        measure: report.ap50 ? "AP50" : "accuracy",
        evaluationId: evaluation.id,
      });
    }
  }
  return [...versions]
    .sort((a, b) => ((a.created_at ?? "") < (b.created_at ?? "") ? -1 : 1))
    .flatMap((version) => {
      const quality = found.get(version.id);
      const { id, status } = version;
      return quality ? [{ id, status, name: `${version.name} ${version.version}`, ...quality }] : [];
    });
}

/** Something that happened at the end of the loop. */
export interface Happening {
  readonly id: string;
  readonly at: string;
  readonly kind: "promoted" | "rolled back" | "kept" | "undecided" | "waits" | "failed";
  readonly what: string;
  readonly who: string;
  readonly reasons: readonly string[];
  readonly evaluationId: string | null;
}

const nameOf = (versions: ReadonlyMap<string, ModelVersion>, id: string | null) => {
  const version = id === null ? undefined : versions.get(id);
  return version ? `${version.name} ${version.version}` : "a version";
};

/** Promotions and refusals, the newest first. */
export function tellHappenings(
  promotions: readonly Promotion[],
  evaluations: readonly Evaluation[],
  versions: readonly ModelVersion[],
): Happening[] {
  const known = new Map(versions.map((version) => [version.id, version]));
  const judged = new Map(evaluations.map((evaluation) => [evaluation.id, evaluation]));
  const promoted = promotions.map((promotion): Happening => {
    const { promoted: to, before } = promotion;
    const name = to ? `${to.name} ${to.version}` : "a version";
    return {
      id: promotion.id,
      at: promotion.at,
      kind: promotion.cause === "rollback" ? "rolled back" : "promoted",
      what: before ? `${name} took the place of ${before.name} ${before.version}` : `${name} went live`,
      who: promotion.cause === "gate" ? "the gate" : promotion.actor.name,
      reasons: [
        ...(promotion.reason ? [promotion.reason] : []),
        ...(judged.get(promotion.evaluation_id ?? "")?.reasons ?? []),
      ].filter((reason, index, all) => all.indexOf(reason) === index),
      evaluationId: promotion.evaluation_id,
    };
  });
  const others = evaluations.flatMap((row): Happening[] => {
    const failed = row.status === "failed" || row.status === "quarantined";
    if (row.acted || (row.verdict === null && !failed)) return [];
    const kind = failed ? "failed" : KINDS[row.verdict ?? "undecided"];
    const name = nameOf(known, row.candidate_id);
    return [
      {
        id: row.id,
        at: row.finished_at ?? row.created_at,
        kind,
        what: `${name} ${SAID[kind]}`,
        who: "the gate",
        reasons: row.error ? [row.error] : row.reasons,
        evaluationId: row.id,
      },
    ];
  });
  return [...promoted, ...others].sort((a, b) => (a.at < b.at ? 1 : -1));
}

const KINDS = { promote: "waits", keep: "kept", undecided: "undecided" } as const;
const SAID = {
  waits: "is better and waits for a person",
  kept: "was refused; the champion stays",
  undecided: "was compared, and nothing is decided",
  failed: "could not be compared",
} as const;

/** Seconds in the largest unit that says something. */
export function showSpan(seconds: number): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? "−" : "";
  if (size < 60) return `${sign}${size.toFixed(size < 10 ? 1 : 0)} s`;
  if (size < 5_400) return `${sign}${Math.round(size / 60)} min`;
  return `${sign}${(size / 3_600).toFixed(size < 36_000 ? 1 : 0)} h`;
}
