/** What starts exports and training without anybody asking. */
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/http";
import { changeProject } from "../api/portal";
import type { Project } from "../contract/contract";
import { setProject } from "../state/projectStore";
import { toast } from "../state/toastStore";
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
  const [fault, setFault] = useState<string | null>(null);
  const owner = project.my_role === "owner";

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(null);
    try {
      const changed = await changeProject(project.id, {
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
      setProject(changed);
      toast("The triggers are set.", "good");
    } catch (error) {
      const reasons = error instanceof ApiError ? Object.values(error.fields).join(" ") : "";
      setFault(reasons || (error as Error).message);
    }
  };
  const flip = (format: string) =>
    setFormats(formats.includes(format) ? formats.filter((known) => known !== format) : [...formats, format]);

  return (
    <form className="card settings-card" onSubmit={submit}>
      <h2>By itself</h2>
      <fieldset disabled={!owner} className="stack">
        <label className="field">
          <span>Export after this many corrections</span>
          <input
            inputMode="numeric"
            pattern="[0-9]*"
            value={every}
            placeholder="never"
            onChange={(event) => setEvery(event.target.value)}
          />
        </label>
        <label className="field">
          <span>Export on a schedule (cron)</span>
          <input
            value={cron}
            placeholder="0 6 * * 1"
            spellCheck={false}
            onChange={(event) => setCron(event.target.value)}
          />
        </label>
        <label className="field">
          <span>Time zone</span>
          <input
            value={zone}
            placeholder="UTC"
            spellCheck={false}
            onChange={(event) => setZone(event.target.value)}
          />
        </label>
        {triggers.export.next_run && (
          <p className="hint">
            Next run {showDate(triggers.export.next_run)} ({showMoment(triggers.export.next_run)}).
            {triggers.export.last_run && ` Last run ${showMoment(triggers.export.last_run)}.`}
          </p>
        )}
        <div className="field">
          <span>Formats</span>
          <div className="row">
            {["coco", "yolo"].map((format) => (
              <label key={format} className="check">
                <input type="checkbox" checked={formats.includes(format)} onChange={() => flip(format)} />{" "}
                {format.toUpperCase()}
              </label>
            ))}
          </div>
        </div>
        <label className="field">
          <span>Train after this many corrections</span>
          <input
            inputMode="numeric"
            pattern="[0-9]*"
            value={train}
            placeholder="never"
            onChange={(event) => setTrain(event.target.value)}
          />
        </label>
        <p className="fault" role="alert">
          {fault}
        </p>
        {owner ? (
          <button type="submit" className="btn primary">
            Save
          </button>
        ) : (
          <p className="hint">Only an owner of the project can change these.</p>
        )}
      </fieldset>
    </form>
  );
}
