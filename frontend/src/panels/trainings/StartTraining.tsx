/** Begin a training by hand: first what it would learn from, then the button; or why there is nothing to do. */
import { type FormEvent, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { TrainingPlan } from "../../contract/learning";
import { projectStore } from "../../state/projectStore";
import { begin, lookAhead, planStore } from "../../state/trainings";
import { Dialog, DialogFoot } from "../ui/Dialog";
import { showCount } from "../ui/format";

export function StartTraining({
  projectId,
  onClose,
}: {
  projectId: string;
  onClose: (begun: boolean) => void;
}) {
  const { plan, trainers, fault, asking } = useStore(planStore);
  const usual = useStore(projectStore, (state) => state.project?.training);
  const [trainer, setTrainer] = useState(usual?.trainer ?? "auto");
  const [minutes, setMinutes] = useState(String(usual?.minutes ?? 4));
  const [busy, setBusy] = useState(false);
  const time = Number(minutes);
  const timeFits = Number.isFinite(time) && time >= 0.1 && time <= 1_440;
  useEffect(() => void lookAhead(projectId, { trainer }), [projectId, trainer]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const begun = await begin(projectId, { trainer, ...(timeFits ? { minutes: time } : {}) });
    setBusy(false);
    if (begun) onClose(true);
  };
  return (
    <Dialog title="Train a new version" onClose={() => onClose(false)}>
      <form className="stack" onSubmit={submit}>
        <label className="field">
          <span>Trainer</span>
          <select value={trainer} onChange={(event) => setTrainer(event.target.value)}>
            <option value="auto">Automatic: what fits the labels</option>
            {trainers.map((entry) => (
              <option key={entry.name} value={entry.name}>
                {entry.title}
                {entry.installed ? "" : " (not installed)"}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Minutes at most</span>
          <input
            inputMode="decimal"
            value={minutes}
            aria-invalid={!timeFits}
            onChange={(event) => setMinutes(event.target.value)}
          />
        </label>
        <div aria-live="polite" aria-busy={asking}>
          {plan ? (
            <Plan plan={plan} />
          ) : (
            <p className="muted">{asking ? "Looking at the corrections …" : ""}</p>
          )}
        </div>
        <DialogFoot
          fault={fault ?? (timeFits ? null : "Give a time between 0.1 and 1,440 minutes.")}
          act={busy ? "Queueing …" : "Train"}
          ready={plan?.would_train === true && timeFits && !asking && !busy}
          onCancel={() => onClose(false)}
        />
      </form>
    </Dialog>
  );
}

function Plan({ plan }: { plan: TrainingPlan }) {
  const { counts } = plan;
  const labels = Object.entries(counts.by_label).sort((a, b) => b[1] - a[1]);
  return (
    <div className="plan">
      {!plan.would_train && <p className="notice warn">{plan.reason}</p>}
      <p>
        It would learn from <b>{showCount(counts.frames, "frame")}</b> with{" "}
        <b>{showCount(counts.objects, "object")}</b>; {showCount(counts.holdout_frames, "frame")} more are
        held out to judge it.
      </p>
      {labels.length > 0 && (
        <ul className="label-dots">
          {labels.slice(0, 30).map(([label, count]) => (
            <li key={label} className="label-dot">
              {label} <b>{count.toLocaleString("en")}</b>
            </li>
          ))}
          {labels.length > 30 && <li className="label-dot">+{labels.length - 30}</li>}
        </ul>
      )}
      <p className="muted small">Trainer: {plan.trainer}</p>
    </div>
  );
}
