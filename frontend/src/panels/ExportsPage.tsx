/** Freezes snapshots, exports them, and sets what does so by itself. */
import { Camera, Download, Package, Snowflake } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useStore } from "zustand";
import { freezeSnapshot, startExport } from "../api/portal";
import type { Export, Snapshot } from "../contract/contract";
import { EXPORT_FORMATS, formatTitle } from "../model/trackFormats";
import { mayReview } from "../state/editor";
import { projectStore } from "../state/projectStore";
import { loadReleases, putExport, putSnapshot, releasesStore } from "../state/releasesStore";
import { toast, toastError } from "../state/toastStore";
import { TriggerSettings } from "./TriggerSettings";
import { showBytes, showCount, showDate, showMoment } from "./ui/format";
import { EmptyState, ProgressBar, StatusChip } from "./ui/parts";

export function ExportsPage({ projectId }: { projectId: string }) {
  const { snapshots, exports, error } = useStore(releasesStore);
  const project = useStore(projectStore, (state) => state.project);
  useEffect(() => void loadReleases(projectId), [projectId]);
  return (
    <main className="page" data-testid="exports">
      <div className="page-head">
        <div>
          <h1>Exports</h1>
          <p className="muted">
            A snapshot freezes the labels as they are now. Exports are made from snapshots, so they never
            change.
          </p>
        </div>
        {mayReview() && <FreezeForm projectId={projectId} />}
      </div>
      {error && <p className="notice bad">{error}</p>}
      <div className="columns">
        <section aria-labelledby="snapshots-title">
          <h2 id="snapshots-title">Snapshots</h2>
          {snapshots?.length === 0 && (
            <EmptyState icon={Camera} title="No snapshot yet">
              <p>Freeze one when the labels are worth keeping.</p>
            </EmptyState>
          )}
          <ul className="rows">
            {snapshots?.map((snapshot) => (
              <SnapshotRow key={snapshot.id} snapshot={snapshot} />
            ))}
          </ul>
          <h2>Exports</h2>
          {exports?.length === 0 && (
            <EmptyState icon={Package} title="No export yet">
              <p>Choose a format beside a snapshot above.</p>
            </EmptyState>
          )}
          <ul className="rows">
            {exports?.map((item) => (
              <ExportRow
                key={item.id}
                item={item}
                snapshot={snapshots?.find((known) => known.id === item.snapshot_id)}
              />
            ))}
          </ul>
        </section>
        <aside>{project && <TriggerSettings project={project} />}</aside>
      </div>
    </main>
  );
}

function FreezeForm({ projectId }: { projectId: string }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      putSnapshot(await freezeSnapshot(projectId, name.trim()));
      setName("");
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="row" onSubmit={submit}>
      <input
        value={name}
        maxLength={120}
        placeholder="Name (optional)"
        aria-label="Name of the snapshot"
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="btn primary" disabled={busy}>
        <Snowflake size={16} aria-hidden="true" /> Freeze a snapshot
      </button>
    </form>
  );
}

function SnapshotRow({ snapshot }: { snapshot: Snapshot }) {
  const [images, setImages] = useState(false);
  const [every, setEvery] = useState(true);
  const make = async (format: string) => {
    try {
      putExport(await startExport(snapshot.id, format, images, every));
      toast("The export is being made; it appears below.");
    } catch (error) {
      toastError(error);
    }
  };
  const ready = snapshot.status === "finished";
  return (
    <li className="row-card">
      <div className="row-main">
        <strong>{snapshot.name || "Unnamed snapshot"}</strong>
        <span className="muted small">
          {ready
            ? `${showCount(snapshot.frame_count, "frame")} · ${showCount(snapshot.annotation_count, "object")} · `
            : ""}
          {snapshot.batch ? `batch ${snapshot.batch} · ` : ""}
          <span title={showDate(snapshot.created_at)}>{showMoment(snapshot.created_at)}</span>
          {snapshot.actor ? ` · ${snapshot.actor.name}` : ""}
          {snapshot.digest ? ` · ${snapshot.digest.replace(/^sha256:/, "").slice(0, 10)}` : ""}
        </span>
      </div>
      {ready ? (
        <div className="row">
          <label className="check">
            <input type="checkbox" checked={images} onChange={(event) => setImages(event.target.checked)} />{" "}
            with pictures
          </label>
          <label
            className="check"
            data-tip="Of videos, tell tracks on every frame; otherwise on their keyframes only"
          >
            <input type="checkbox" checked={every} onChange={(event) => setEvery(event.target.checked)} />{" "}
            interpolated frames
          </label>
          {EXPORT_FORMATS.map(({ format, title, ...more }) => (
            <button
              key={format}
              type="button"
              className="btn small"
              data-tip={"note" in more ? more.note : undefined}
              onClick={() => void make(format)}
            >
              {title}
            </button>
          ))}
        </div>
      ) : (
        <StatusChip status={snapshot.status} />
      )}
    </li>
  );
}

const TRIGGERS = {
  person: "by hand",
  corrections: "after corrections",
  schedule: "on schedule",
  training: "for a training",
} as const;

function ExportRow({ item, snapshot }: { item: Export; snapshot: Snapshot | undefined }) {
  const fraction = item.progress && item.progress.total > 0 ? item.progress.done / item.progress.total : null;
  return (
    <li className="row-card">
      <div className="row-main">
        <strong>
          {formatTitle(item.format)} <span className="muted">{item.file_name ?? snapshot?.name ?? ""}</span>
        </strong>
        <span className="muted small">
          {showMoment(item.finished_at ?? item.created_at)} · {TRIGGERS[item.trigger]}
          {item.include_images && " · with pictures"}
          {!item.interpolated && " · keyframes only"}
          {item.byte_size !== null && ` · ${showBytes(item.byte_size)}`}
          {item.sha256 && ` · sha256 ${item.sha256.slice(0, 10)}`}
        </span>
        {item.error && <span className="reason">{item.error.message}</span>}
      </div>
      {(item.status === "running" || item.status === "queued") && (
        <ProgressBar fraction={fraction} name="Export" />
      )}
      <StatusChip status={item.status} />
      {item.status === "finished" && (
        <a
          className="btn small primary"
          href={item.download_url ?? `/api/exports/${encodeURIComponent(item.id)}/download`}
          download
        >
          <Download size={14} aria-hidden="true" /> Download
        </a>
      )}
    </li>
  );
}
