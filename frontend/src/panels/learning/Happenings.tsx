/** Promotions and refusals over time, with their reasons in words. */
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import type { ModelVersion } from "../../contract/contract";
import { type Happening, tellHappenings } from "../../model/loop/figures";
import { wholeSince } from "../../model/loop/paged";
import { learningStore, loadFurther } from "../../state/learningStore";
import { projectPath } from "../../state/routeStore";
import { showDate, showMoment } from "../ui/format";
import { Chip, Link, type Tone } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

const TONES: Readonly<Record<Happening["kind"], Tone>> = {
  promoted: "good",
  "rolled back": "warn",
  kept: "bad",
  undecided: "plain",
  waits: "live",
  failed: "bad",
};

const NAMES: Partial<Record<Happening["kind"], string>> = { kept: "refused", waits: "waits for you" };

const FEW = 20;
const NONE: never[] = [];

/** What happened to these versions, read on as far as somebody looks back. */
export function Happened({ projectId, versions }: { projectId: string; versions: readonly ModelVersion[] }) {
  const promotions = useStore(learningStore, (state) => state.promotions) ?? NONE;
  const evaluations = useStore(learningStore, (state) => state.evaluations) ?? NONE;
  const { next, reading } = useStore(learningStore);
  const [many, setMany] = useState(FEW);
  const since = wholeSince([
    { next: next.promotions, oldest: promotions.at(-1)?.at ?? "" },
    { next: next.evaluations, oldest: evaluations.at(-1)?.created_at ?? "" },
  ]);
  const rows = tellHappenings(promotions, evaluations, versions).filter(({ at }) => at >= since);
  const showMore = () => {
    setMany(many + FEW);
    if (many + FEW < rows.length) return;
    void loadFurther("promotions");
    void loadFurther("evaluations");
  };
  return (
    <Happenings
      projectId={projectId}
      rows={rows.slice(0, many)}
      more={
        <ShowMore
          of="of what happened"
          shown={rows.length > many || next.promotions !== null || next.evaluations !== null}
          busy={reading.has("promotions") || reading.has("evaluations")}
          onMore={showMore}
        />
      }
    />
  );
}

interface Props {
  projectId: string;
  rows: readonly Happening[];
  more: ReactNode;
}

function Happenings({ projectId, rows, more }: Props) {
  return (
    <section className="card chart-card" aria-labelledby="happenings-title">
      <h2 id="happenings-title">Promotions and refusals</h2>
      {rows.length === 0 ? (
        <p className="muted">None yet. Every change of champion is kept here, with who, when and why.</p>
      ) : (
        <ol className="happenings">
          {rows.map((row) => (
            <li key={row.id} className={`happening ${TONES[row.kind]}`}>
              <p>
                <Chip tone={TONES[row.kind]}>{NAMES[row.kind] ?? row.kind}</Chip> <strong>{row.what}</strong>
              </p>
              {row.reasons.map((reason) => (
                <p key={reason} className="muted">
                  {reason}
                </p>
              ))}
              <p className="muted small">
                <time dateTime={row.at} data-tip={showDate(row.at)}>
                  {showMoment(row.at)}
                </time>{" "}
                by {row.who}
                {row.evaluationId && (
                  <>
                    {" · "}
                    <Link to={`${projectPath(projectId, "models")}#${row.evaluationId}`}>the comparison</Link>
                  </>
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
      {more}
    </section>
  );
}
