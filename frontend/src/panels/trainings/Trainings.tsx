/** The trainings of the project: the one at work with its curves and log, and those before it. */
import { BrainCircuit } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { Training } from "../../contract/learning";
import { isOpen } from "../../model/loop/stations";
import { learningStore, loadFurther } from "../../state/learningStore";
import { projectStore } from "../../state/projectStore";
import { showCount, showDuration, showMoment } from "../ui/format";
import { EmptyState, ProgressBar, StatusChip } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";
import { StartTraining } from "./StartTraining";
import { TrainingDetails } from "./TrainingDetails";

const CAUSES = {
  person: "by hand",
  corrections: "enough corrections",
  schedule: "on schedule",
  drift: "acceptance fell",
} as const;

export function Trainings({ projectId }: { projectId: string }) {
  const trainings = useStore(learningStore, (state) => state.trainings);
  const { trainings: further } = useStore(learningStore, (state) => state.next);
  const reading = useStore(learningStore, (state) => state.reading.has("trainings"));
  const role = useStore(projectStore, (state) => state.project?.my_role);
  const [starting, setStarting] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const running = trainings?.find((row) => isOpen(row.status));
  const shownId = openId ?? running?.id ?? null;
  return (
    <section className="trainings" id="trainings" aria-labelledby="trainings-title">
      <div className="section-head">
        <h2 id="trainings-title">Trainings</h2>
        {role === "manager" && (
          <button type="button" className="btn primary" onClick={() => setStarting(true)}>
            <BrainCircuit size={16} aria-hidden="true" /> Train …
          </button>
        )}
      </div>
      {trainings?.length === 0 && (
        <EmptyState icon={BrainCircuit} title="No training yet">
          <p>
            Correct a few pictures, then train by hand, or let it begin by itself after some corrections:
            Exports → By itself.
          </p>
        </EmptyState>
      )}
      <ul className="rows">
        {trainings?.map((training) => (
          <TrainingRow
            key={training.id}
            training={training}
            open={training.id === shownId}
            onToggle={() => setOpenId(training.id === shownId ? "" : training.id)}
            manager={role === "manager"}
            projectId={projectId}
          />
        ))}
      </ul>
      <ShowMore
        of="trainings"
        shown={further !== null}
        busy={reading}
        onMore={() => void loadFurther("trainings")}
      />
      {starting && (
        <StartTraining
          projectId={projectId}
          onClose={(begun) => {
            setStarting(false);
            if (begun) setOpenId(null);
          }}
        />
      )}
    </section>
  );
}

interface RowProps {
  training: Training;
  open: boolean;
  manager: boolean;
  projectId: string;
  onToggle: () => void;
}

function TrainingRow({ training, open, manager, projectId, onToggle }: RowProps) {
  const { stage, counts, status } = training;
  const fraction = stage && stage.total > 0 ? stage.done / stage.total : null;
  return (
    <li className="training-card card">
      <button type="button" className="training-head" aria-expanded={open} onClick={onToggle}>
        <span className="row-main">
          <strong>
            {showMoment(training.created_at)}, {CAUSES[training.cause]}
          </strong>
          <span className="muted small">
            {[
              counts.frames > 0 &&
                `${showCount(counts.frames, "frame")}, ${showCount(counts.objects, "object")}`,
              counts.holdout_frames > 0 && `${counts.holdout_frames} held out`,
              training.policy.trainer,
              training.actor.name,
              showDuration(training.started_at, training.finished_at),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          {training.reason && <span className="reason">{training.reason}</span>}
        </span>
        {isOpen(status) && (
          <span className="training-stage">
            <span className="small">
              {stage?.name ?? (status === "queued" ? "waiting for a worker" : "beginning")}
            </span>
            <ProgressBar fraction={fraction} name="Progress of the training" />
          </span>
        )}
        <StatusChip status={status} />
      </button>
      {open && <TrainingDetails training={training} manager={manager} projectId={projectId} />}
    </li>
  );
}
