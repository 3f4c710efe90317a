/** How predictions were answered, as bars: accepted as they were, adjusted, rejected. */
import type { Answers } from "../../contract/learning";
import { answered } from "../../model/loop/figures";
import { EndKept } from "../ui/EndKept";
import { showPercent } from "../ui/format";

export interface AnswerRow {
  readonly key: string;
  readonly name: string;
  readonly note?: string;
  readonly answers: Answers;
}

const PARTS = [
  { part: "accepted", sign: "✓" },
  { part: "adjusted", sign: "~" },
  { part: "rejected", sign: "×" },
] as const;

export function AnswerBars({
  title,
  rows,
  empty,
}: {
  title: string;
  rows: readonly AnswerRow[];
  empty: string;
}) {
  const shown = rows.filter((row) => answered(row.answers) > 0);
  return (
    <section className="card chart-card" aria-label={title}>
      <h2>{title}</h2>
      {shown.length === 0 ? (
        <p className="muted">{empty}</p>
      ) : (
        <>
          <p className="chart-keys" aria-hidden="true">
            {PARTS.map(({ part, sign }) => (
              <span key={part} className="chart-key">
                <i className={`bars part-${part}`} /> {part} {sign}
              </span>
            ))}
          </p>
          <ul className="answer-rows">
            {shown.map((row) => (
              <AnswerLine key={row.key} row={row} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function AnswerLine({ row }: { row: AnswerRow }) {
  const all = answered(row.answers);
  const words = PARTS.map(({ part }) => `${row.answers[part].toLocaleString("en")} ${part}`).join(", ");
  return (
    <li className="answer-row">
      <span className="answer-name">
        <EndKept>{row.name}</EndKept> {row.note && <span className="muted small">{row.note}</span>}
      </span>
      <span className="answer-bar" role="img" aria-label={`${row.name}: ${words}`} data-tip={words}>
        {PARTS.map(({ part, sign }) => {
          const share = row.answers[part] / all;
          return share > 0 ? (
            <span key={part} className={`part-${part}`} style={{ flexGrow: share }}>
              {share > 0.08 && sign}
            </span>
          ) : null;
        })}
      </span>
      <b className="answer-share">{showPercent(row.answers.accepted / all)}</b>
      <span className="muted small answer-count">of {all.toLocaleString("en")}</span>
    </li>
  );
}
