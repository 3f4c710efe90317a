/** What starts exports and training without anybody asking. */
import { type InputHTMLAttributes, useState } from "react";
import type { Project } from "../contract/contract";
import { EXPORT_FORMATS } from "../model/trackFormats";
import { ProjectFormCard } from "./ProjectFormCard";
import { showDate, showMoment } from "./ui/format";

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
  const change = () => ({
    triggers: {
      export: {
        every_corrections: count(every),
        formats: [...formats],
        cron: cron.trim() || null,
        timezone: zone.trim() || "UTC",
      },
      training: { every_corrections: count(train) },
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
    </ProjectFormCard>
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
