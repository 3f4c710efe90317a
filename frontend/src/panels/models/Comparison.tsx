/** A candidate beside the champion: the gate's reasons in words, both reports, and where the two differ. */
import { useState } from "react";
import { useStore } from "zustand";
import type { Evaluation } from "../../contract/learning";
import { layReport, type ReportRow } from "../../model/loop/report";
import { isOpen, VERDICT_WORDS } from "../../model/loop/stations";
import { asksForVotes } from "../../state/blind";
import { projectStore } from "../../state/projectStore";
import { letIn } from "../../state/verdicts";
import { showMoment } from "../ui/format";
import { Chip, ProgressBar, StatusChip } from "../ui/parts";
import { CompareBlind } from "./CompareBlind";
import { DifferingFrames } from "./DifferingFrames";

const TONES = { promote: "good", keep: "bad", undecided: "plain" } as const;

interface Props {
  evaluation: Evaluation;
  nameOf: (id: string | null) => string;
  /** The pictures of the newest one are shown at once. */
  newest: boolean;
}

export function Comparison({ evaluation, nameOf, newest }: Props) {
  const { verdict, status, progress, acted, champion_id: championId, candidate_id: candidateId } = evaluation;
  const role = useStore(projectStore, (state) => state.project?.my_role);
  const fraction = progress && progress.total > 0 ? progress.done / progress.total : null;
  return (
    <section className="comparison card" id={evaluation.id} aria-labelledby={`${evaluation.id}-title`}>
      <header className="comparison-head">
        <h3 id={`${evaluation.id}-title`}>
          {nameOf(evaluation.candidate_id)} <span className="muted">beside</span>{" "}
          {nameOf(evaluation.champion_id)}
        </h3>
        <span className="muted small">
          {evaluation.frame_count > 0 && `${evaluation.frame_count} held-out frames · `}
          {showMoment(evaluation.finished_at ?? evaluation.created_at)}
        </span>
        <CompareBlind evaluation={evaluation} />
        {verdict ? (
          <Chip tone={TONES[verdict]}>{acted ? "promoted" : VERDICT_WORDS[verdict]}</Chip>
        ) : (
          <StatusChip status={status} />
        )}
      </header>
      {isOpen(status) && <ProgressBar fraction={fraction} name="Progress of the comparison" />}
      {evaluation.error && <p className="notice bad">{evaluation.error}</p>}
      {evaluation.reasons.length > 0 && (
        <ul className="reasons">
          {evaluation.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {evaluation.candidate && (
        <ReportTable
          rows={layReport(evaluation)}
          candidate={nameOf(evaluation.candidate_id)}
          champion={nameOf(evaluation.champion_id)}
        />
      )}
      {evaluation.differences.length > 0 && (
        <DifferingFrames
          evaluation={evaluation}
          names={{ people: "people", champion: nameOf(championId), candidate: nameOf(candidateId) }}
          open={newest && !asksForVotes(evaluation)}
        />
      )}
      {role === "manager" && verdict && !acted && <Overrule evaluation={evaluation} />}
    </section>
  );
}

function ReportTable({
  rows,
  candidate,
  champion,
}: {
  rows: readonly ReportRow[];
  candidate: string;
  champion: string;
}) {
  return (
    <table className="table report">
      <thead>
        <tr>
          <th scope="col">Measure</th>
          <th scope="col">{candidate}</th>
          <th scope="col">{champion}</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} className={row.kind}>
            <th scope="row">
              {row.name} {row.note && <span className="muted small">{row.note}</span>}
            </th>
            <td>{row.candidate}</td>
            <td>{row.champion}</td>
            <td className={row.better === null ? "muted" : row.better ? "better" : "worse"}>
              {row.better === true && "▲ "}
              {row.better === false && "▼ "}
              {row.difference}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The last word of a person: promote by the report, or against it with a written reason. */
function Overrule({ evaluation }: { evaluation: Evaluation }) {
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const agrees = evaluation.verdict === "promote";
  const ready = (agrees || reason.trim() !== "") && !busy;
  return (
    <form
      className="overrule"
      onSubmit={async (event) => {
        event.preventDefault();
        setBusy(true);
        setFault(await letIn(evaluation, reason));
        setBusy(false);
      }}
    >
      <input
        value={reason}
        maxLength={4000}
        placeholder={agrees ? "Why, if you like" : "Why it should go live all the same"}
        aria-label={agrees ? "Reason, if you like" : "Reason to overrule the gate"}
        onChange={(event) => setReason(event.target.value)}
      />
      <button type="submit" className={agrees ? "btn primary" : "btn"} disabled={!ready}>
        {agrees ? "Promote" : "Overrule and promote"}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </form>
  );
}
