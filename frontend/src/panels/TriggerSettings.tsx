/** What starts exports and training without anybody asking. */
import { type InputHTMLAttributes, useEffect, useState } from "react";
import { previewTriggers } from "../api/learning";
import type { Project } from "../contract/contract";
import { EXPORT_FORMATS } from "../model/trackFormats";
import { ProjectFormCard } from "./ProjectFormCard";
import { showDate, showMoment } from "./ui/format";

const PREVIEW_MS = 400;

const count = (text: string): number | null => {
  const value = Number.parseInt(text, 10);
  return Number.isFinite(value) && value > 0 ? value : null;
};

export function TriggerSettings({ project }: { project: Project }) {
  const { triggers } = project;
  const [every, setEvery] = useState(triggers.export.every_corrections?.toString() ?? "");
  const [cron, setCron] = useState(triggers.export.cron ?? "");
  const [zone, setZone] = useState(
    triggers.export.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  const [formats, setFormats] = useState<readonly string[]>(
    triggers.export.formats.length > 0 ? triggers.export.formats : ["coco"],
  );
  const [train, setTrain] = useState(triggers.training.every_corrections?.toString() ?? "");
  const [trainCron, setTrainCron] = useState(triggers.training.cron ?? "");
  const [below, setBelow] = useState(
    triggers.training.acceptance_below === null
      ? ""
      : String(Math.round(triggers.training.acceptance_below * 100)),
  );
  const share = count(below);
  // All of it: what a form leaves out, the portal would take for switched off.
  const proposed = {
    every_corrections: count(train),
    cron: trainCron.trim() || null,
    timezone: zone.trim() || "UTC",
    acceptance_below: share !== null && share < 100 ? share / 100 : null,
    acceptance_window: triggers.training.acceptance_window,
  };
  const change = () => ({
    triggers: {
      export: {
        every_corrections: count(every),
        formats: [...formats],
        cron: cron.trim() || null,
        timezone: zone.trim() || "UTC",
      },
      training: proposed,
    },
  });
  const flip = (format: string) =>
    setFormats(formats.includes(format) ? formats.filter((known) => known !== format) : [...formats, format]);

  return (
    <ProjectFormCard project={project} title="By itself" change={change} said="The triggers are set.">
      <CountField title="Export after this many corrections" value={every} onText={setEvery} />
      <TextField
        title="Export on a schedule (cron)"
        value={cron}
        placeholder="0 6 * * 1"
        spellCheck={false}
        onText={setCron}
      />
      <TextField title="Time zone" value={zone} placeholder="UTC" spellCheck={false} onText={setZone} />
      {triggers.export.next_run && (
        <p className="hint">
          Next run {showDate(triggers.export.next_run)} ({showMoment(triggers.export.next_run)}).
          {triggers.export.last_run && ` Last run ${showMoment(triggers.export.last_run)}.`}
        </p>
      )}
      <div className="field">
        <span>Formats</span>
        <div className="row">
          {EXPORT_FORMATS.map(({ format, title }) => (
            <label key={format} className="check">
              <input type="checkbox" checked={formats.includes(format)} onChange={() => flip(format)} />{" "}
              {title}
            </label>
          ))}
        </div>
      </div>
      <CountField title="Train after this many corrections" value={train} onText={setTrain} />
      <TextField
        title="Train on a schedule (cron)"
        value={trainCron}
        placeholder="0 2 * * *"
        spellCheck={false}
        onText={setTrainCron}
      />
      <CountField
        title={`Train when people accept less than this many percent of their last ${triggers.training.acceptance_window} answers`}
        value={below}
        onText={setBelow}
      />
      {triggers.training.next_run && (
        <p className="hint">Next training by schedule {showDate(triggers.training.next_run)}.</p>
      )}
      <TriggerPreview projectId={project.id} policy={proposed} />
    </ProjectFormCard>
  );
}

type Proposal = Omit<Project["triggers"]["training"], "next_run" | "last_run">;

/** How often a policy would have begun a training lately, asked a moment after the last key. */
function TriggerPreview({ projectId, policy }: { projectId: string; policy: Proposal }) {
  const [said, setSaid] = useState<string | null>(null);
  const asked = JSON.stringify(policy);
  useEffect(() => {
    const wanted = JSON.parse(asked) as Proposal;
    if (!wanted.every_corrections && !wanted.cron && wanted.acceptance_below === null) {
      setSaid("Without any of the three, trainings begin by hand only.");
      return;
    }
    let late = false;
    const timer = setTimeout(() => {
      previewTriggers(projectId, wanted)
        .then(({ count: times, days }) => {
          if (!late)
            setSaid(
              `Would have begun ${times === 1 ? "one training" : `${times} trainings`} in the last ${days} days.`,
            );
        })
        .catch((error: unknown) => {
          if (!late) setSaid(error instanceof Error ? error.message : null);
        });
    }, PREVIEW_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [projectId, asked]);
  return (
    <p className="hint" aria-live="polite">
      {said}
    </p>
  );
}

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  title: string;
  value: string;
  onText: (text: string) => void;
}

function TextField({ title, onText, ...input }: FieldProps) {
  return (
    <label className="field">
      <span>{title}</span>
      <input {...input} onChange={(event) => onText(event.target.value)} />
    </label>
  );
}

const CountField = (field: FieldProps) => (
  <TextField {...field} inputMode="numeric" pattern="[0-9]*" placeholder="never" />
);
