/** Seconds a person spends on an object, by where it came from, and what answering saved over drawing. */
import type { Learning } from "../../contract/learning";
import { showSpan } from "../../model/loop/figures";

const TITLES = {
  accepted: "accepted",
  adjusted: "adjusted",
  rejected: "rejected",
  drawn: "drawn by hand",
} as const;

export function PaceCard({ figures }: { figures: Learning }) {
  const measured = figures.pace.filter((row) => row.seconds !== null);
  const most = Math.max(...measured.map((row) => row.seconds ?? 0), 0.1);
  const saved = figures.seconds_saved;
  return (
    <section className="card chart-card" aria-labelledby="pace-title">
      <h2 id="pace-title">Seconds per object</h2>
      {measured.length === 0 ? (
        <p className="muted">The time is measured while people answer and draw on the canvas.</p>
      ) : (
        <>
          <ul className="answer-rows">
            {figures.pace.map((row) => (
              <li key={row.origin} className="answer-row">
                <span className="answer-name">{TITLES[row.origin]}</span>
                <span className="answer-bar pace" aria-hidden="true">
                  {row.seconds !== null && (
                    <span
                      className={`part-${row.origin}`}
                      style={{ width: `${(row.seconds / most) * 100}%` }}
                    />
                  )}
                </span>
                <b className="answer-share">{row.seconds === null ? "—" : showSpan(row.seconds)}</b>
                <span className="muted small answer-count">{row.objects.toLocaleString("en")}</span>
              </li>
            ))}
          </ul>
          <p className="muted">
            {saved === null
              ? "What was saved shows once objects were both answered and drawn by hand."
              : saved >= 0
                ? `Answering took ${showSpan(saved)} less than drawing as many objects by hand.`
                : `Answering took ${showSpan(-saved)} more than drawing as many objects by hand: the model does not help yet.`}
          </p>
        </>
      )}
    </section>
  );
}
