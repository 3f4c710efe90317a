/** How a version's file fared on pictures of the project, or why it was refused. */
import type { Trial } from "../../contract/contract";
import { tellTrial } from "../../model/loop/trial";

export function TrialFacts({ trial }: { trial: Trial }) {
  const { words, reason, notes } = tellTrial(trial);
  return (
    <span className="trial">
      <span className="muted small">{words}</span>
      {reason && <span className="small trial-reason">Refused: {reason}</span>}
      {notes.map((note) => (
        <span key={note} className="small trial-note">
          {note}
        </span>
      ))}
    </span>
  );
}
