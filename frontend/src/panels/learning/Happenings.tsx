/** Promotions and refusals over time, with their reasons in words. */
import type { Happening } from "../../model/loop/figures";
import { projectPath } from "../../state/routeStore";
import { showDate, showMoment } from "../ui/format";
import { Chip, Link, type Tone } from "../ui/parts";

const TONES: Readonly<Record<Happening["kind"], Tone>> = {
  promoted: "good",
  "rolled back": "warn",
  kept: "bad",
  undecided: "plain",
  waits: "live",
  failed: "bad",
};

const NAMES: Partial<Record<Happening["kind"], string>> = { kept: "refused", waits: "waits for you" };

export function Happenings({ projectId, rows }: { projectId: string; rows: readonly Happening[] }) {
  return (
    <section className="card chart-card" aria-labelledby="happenings-title">
      <h2 id="happenings-title">Promotions and refusals</h2>
      {rows.length === 0 ? (
        <p className="muted">None yet. Every change of champion is kept here, with who, when and why.</p>
      ) : (
        <ol className="happenings">
          {rows.slice(0, 60).map((row) => (
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
    </section>
  );
}
