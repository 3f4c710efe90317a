/** Takes tracks from a file into the open video, and follows how that goes. */
import { CircleCheck } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Asset, Job } from "../contract/contract";
import { guessFormat, IMPORT_FORMATS, type ImportFormat } from "../model/trackFormats";
import { importStore, importTracks, mayCreateLabels, takeBack, takesTracks } from "../state/importTracks";
import { askCancel, isUnfinished, jobsStore } from "../state/jobsStore";
import { openAssetStore } from "../state/openAssetStore";
import { reasonsOf } from "../state/toastStore";
import { openDialog } from "../state/uiStore";
import { Dialog, DialogFoot } from "./ui/Dialog";
import { showCount } from "./ui/format";
import { ProgressBar } from "./ui/parts";

const close = () => openDialog(null);

export function ImportDialog() {
  const asset = useStore(openAssetStore, (state) => state.asset);
  const { jobId, assetId } = useStore(importStore);
  const job = useStore(jobsStore, (state) => state.jobs?.find(({ id }) => id === jobId) ?? null);
  // What is on its way into this video is shown again when the dialog is opened again.
  const [followed, setFollowed] = useState(() => job !== null && isUnfinished(job) && assetId === asset?.id);
  if (!takesTracks(asset)) return null;
  return (
    <Dialog title="Import tracks" onClose={close}>
      <p className="muted small">
        Into <strong>{asset.name}</strong>. Labels are matched by name; what the file says is added to what is
        there.
      </p>
      {followed && job ? (
        <Outcome job={job} onAgain={() => setFollowed(false)} />
      ) : (
        <ImportForm asset={asset} onStarted={() => setFollowed(true)} />
      )}
    </Dialog>
  );
}

function ImportForm({ asset, onStarted }: { asset: Asset; onStarted: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<ImportFormat>("mot");
  const [create, setCreate] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setFault(null);
    const guess = chosen && guessFormat(chosen.name);
    if (guess) setFormat(guess);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    setBusy(true);
    try {
      await importTracks(asset, format, file, create);
      onStarted();
    } catch (error) {
      setFault(reasonsOf(error));
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <label className="field">
        <span>File</span>
        <input
          type="file"
          accept=".zip,.xml,.txt,.csv"
          required
          onChange={(event) => choose(event.target.files?.[0] ?? null)}
        />
      </label>
      <label className="field">
        <span>Format</span>
        <select value={format} onChange={(event) => setFormat(event.target.value as ImportFormat)}>
          {IMPORT_FORMATS.map((known) => (
            <option key={known.format} value={known.format}>
              {known.title}
            </option>
          ))}
        </select>
      </label>
      {mayCreateLabels() && (
        <label className="check">
          <input type="checkbox" checked={create} onChange={(event) => setCreate(event.target.checked)} />{" "}
          Create labels that the project lacks
        </label>
      )}
      <DialogFoot
        fault={fault}
        act={busy ? "Sending…" : "Import"}
        ready={!busy && file !== null}
        onCancel={close}
      />
    </form>
  );
}

function Outcome({ job, onAgain }: { job: Job; onAgain: () => void }) {
  const { progress } = job;
  // The form that was sent is gone, and the focus with it: it goes to the way on.
  const button = useRef<HTMLButtonElement>(null);
  const { status } = job;
  useEffect(() => {
    if (status) button.current?.focus();
  }, [status]);
  if (isUnfinished(job)) {
    const fraction = progress && progress.total > 0 ? progress.done / progress.total : null;
    const said =
      job.status === "queued"
        ? "Waiting for a worker"
        : progress
          ? `${progress.done.toLocaleString("en")} of ${showCount(progress.total, "object")}`
          : "Reading the file";
    return (
      <div className="stack">
        <p role="status">{said}</p>
        <ProgressBar fraction={fraction} name="Import" />
        <div className="dialog-foot">
          <button type="button" className="btn" onClick={() => void askCancel(job.id)}>
            Stop the import
          </button>
          <button ref={button} type="button" className="btn primary" onClick={close}>
            Go on in the background
          </button>
        </div>
      </div>
    );
  }
  const done = job.status === "finished";
  return (
    <div className="stack">
      {done ? (
        <p role="status" data-testid="import-outcome">
          <CircleCheck size={15} className="good" aria-hidden="true" />{" "}
          {progress?.total === 1
            ? "1 object was imported."
            : `${showCount(progress?.total ?? 0, "object")} were imported.`}
          {job.reason ? ` ${job.reason}` : ""}
        </p>
      ) : (
        <>
          <p className="fault" role="alert" data-testid="import-outcome">
            {job.reason ?? `The import was ${job.status}.`}
          </p>
          <p className="muted small">{writtenOf(job)}</p>
        </>
      )}
      {mayTakeBack(job) && <TakeBack job={job} />}
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={onAgain}>
          {done ? "Import another file" : "Choose another file"}
        </button>
        <button type="button" className="btn primary" ref={button} onClick={close}>
          Close
        </button>
      </div>
    </div>
  );
}

const mayTakeBack = ({ progress }: Job): boolean => (progress?.done ?? 0) > 0;

/** What of the file is in the video although its import did not end well. */
function writtenOf({ progress, status }: Job): string {
  const done = progress?.done ?? 0;
  if (done > 0 && progress)
    return `${done.toLocaleString("en")} of ${showCount(progress.total, "object")} had been written and are in the video.`;
  return status === "failed" || progress ? "Nothing of the file was written." : "";
}

function TakeBack({ job }: { job: Job }) {
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    try {
      const { removed, kept } = await takeBack(job.id);
      const stays = kept > 0 ? ` ${showCount(kept, "object")} changed since stay.` : "";
      setSaid(`${showCount(removed, "object")} taken back.${stays}`);
    } catch (error) {
      setSaid(reasonsOf(error));
      setBusy(false);
    }
  };
  return said !== null && busy ? (
    <p role="status" data-testid="taken-back">
      {said}
    </p>
  ) : (
    <div className="row">
      <button type="button" className="btn" disabled={busy} onClick={() => void go()}>
        Take back what was imported
      </button>
      {said !== null && (
        <span className="fault" role="alert">
          {said}
        </span>
      )}
    </div>
  );
}
