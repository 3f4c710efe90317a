/** Uploads pictures and videos, with the progress and the fate of each file. */
import { CloudUpload, FolderOpen, Images } from "lucide-react";
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { projectPath } from "../state/routeStore";
import {
  clearUploads,
  type Upload,
  type UploadFate,
  uploadFiles,
  uploadsStore,
  uploadTotals,
} from "../state/uploadsStore";
import { withoutHidden } from "./droppedFiles";
import { showBytes, showCount } from "./ui/format";
import { Chip, Link, ProgressBar, type Tone } from "./ui/parts";
import { VirtualList } from "./ui/VirtualList";

export function UploadPage({ projectId }: { projectId: string }) {
  const uploads = useStore(uploadsStore);
  const totals = uploadTotals(uploads);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    folder.current?.setAttribute("webkitdirectory", "");
  }, []);
  const take = (input: HTMLInputElement) => {
    uploadFiles(projectId, withoutHidden([...(input.files ?? [])]));
    input.value = "";
  };
  const over = totals.files > 0 && totals.settled === totals.files;
  return (
    <main className="page narrow" data-testid="upload">
      <div className="page-head">
        <div>
          <h1>Upload</h1>
          <p className="muted">
            Each picture is checked, decoded and shown to the model as soon as it arrives.
          </p>
        </div>
      </div>
      <div className="dropzone">
        <CloudUpload size={30} aria-hidden="true" />
        <p>
          <strong>Drop files or folders anywhere on this page</strong>
          <span className="muted">JPEG, PNG, WebP, TIFF and more; videos are kept for a later version.</span>
        </p>
        <div className="row">
          <button type="button" className="btn primary" onClick={() => files.current?.click()}>
            <Images size={16} aria-hidden="true" /> Choose files
          </button>
          <button type="button" className="btn" onClick={() => folder.current?.click()}>
            <FolderOpen size={16} aria-hidden="true" /> Choose a folder
          </button>
        </div>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label="Files to upload"
          data-testid="file-input"
          onChange={(event) => take(event.target)}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          aria-label="Folder to upload"
          onChange={(event) => take(event.target)}
        />
      </div>
      {totals.files > 0 && (
        <section className="uploads" aria-label="Files">
          <div className="uploads-head">
            <div>
              <strong>
                {over
                  ? "All done"
                  : `${totals.settled.toLocaleString("en")} of ${showCount(totals.files, "file")}`}
              </strong>
              <span className="muted">
                {totals.duplicates > 0 && ` · ${totals.duplicates} already here`}
                {totals.refused > 0 && ` · ${totals.refused} refused`}
              </span>
            </div>
            <div className="row">
              <button type="button" className="btn small" onClick={clearUploads}>
                {over ? "Clear the list" : "Stop"}
              </button>
              <Link to={projectPath(projectId)} className="btn small primary">
                Go to labelling
              </Link>
            </div>
          </div>
          <ProgressBar fraction={totals.fraction} name="All files" />
          <VirtualList
            items={uploads.order}
            rowHeight={48}
            keyOf={(key) => key}
            name="Files"
            className="upload-list"
            render={(key) => <UploadRow uploadKey={key} projectId={projectId} />}
          />
        </section>
      )}
    </main>
  );
}

const FATES: Readonly<Record<UploadFate, { word: string; tone: Tone }>> = {
  queued: { word: "waiting", tone: "plain" },
  sending: { word: "sending", tone: "live" },
  waiting: { word: "no connection, trying again", tone: "warn" },
  accepted: { word: "uploaded", tone: "good" },
  duplicate: { word: "already here", tone: "ghost" },
  refused: { word: "refused", tone: "bad" },
};

function UploadRow({ uploadKey, projectId }: { uploadKey: string; projectId: string }) {
  const upload = useStore(uploadsStore, (state) => state.byKey.get(uploadKey));
  if (!upload) return null;
  const { word, tone } = FATES[upload.fate];
  return (
    <div className="upload-row">
      <span className="upload-name">
        {upload.asset ? (
          <Link to={projectPath(projectId, "label", upload.asset.id)}>{upload.name}</Link>
        ) : (
          upload.name
        )}
        <span className="muted small">{note(upload)}</span>
      </span>
      <span className="muted small">{showBytes(upload.size)}</span>
      {upload.fate === "sending" && <ProgressBar fraction={upload.fraction} name={upload.name} />}
      <Chip tone={tone}>{word}</Chip>
    </div>
  );
}

function note(upload: Upload): string {
  if (upload.reason) return upload.reason;
  const { asset } = upload;
  if (!asset) return "";
  if (asset.kind !== "video") return asset.notes.join(" ");
  const facts = [
    asset.width && asset.height ? `${asset.width} × ${asset.height}` : "",
    asset.frame_count ? `${asset.frame_count} frames` : "",
  ];
  return [facts.filter(Boolean).join(", "), "Frames of videos open for labelling in a later version."]
    .filter(Boolean)
    .join(" · ");
}
