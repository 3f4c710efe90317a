/** Uploads pictures and videos, with the progress and the fate of each file. */
import { CloudUpload, FolderOpen, Images } from "lucide-react";
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { pickFiles } from "../api/fileHandles";
import { secondsLeft, showTimeLeft } from "../model/uploads/pace";
import { isSettled, type Totals, totalsOf } from "../model/uploads/totals";
import { projectPath } from "../state/routeStore";
import { toastError } from "../state/toastStore";
import { cancelAll, clearSettled, uploadFiles } from "../state/uploadFiles";
import { uploadsInto, uploadsStore } from "../state/uploadsStore";
import { withoutHidden } from "./droppedFiles";
import { UploadedTwins } from "./duplicates/DuplicateHint";
import { LeftUploads } from "./LeftUploads";
import { PauseAll } from "./PauseAll";
import { UploadRow } from "./UploadRow";
import { ConfirmButton } from "./ui/ConfirmButton";
import { showBytes, showCount } from "./ui/format";
import { Link, ProgressBar } from "./ui/parts";
import { VirtualList } from "./ui/VirtualList";

export function UploadPage({ projectId }: { projectId: string }) {
  const uploads = uploadsInto(useStore(uploadsStore), projectId);
  const totals = totalsOf(uploads);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    folder.current?.setAttribute("webkitdirectory", "");
  }, []);
  const take = (input: HTMLInputElement) => {
    uploadFiles(projectId, withoutHidden([...(input.files ?? [])]));
    input.value = "";
  };
  const choose = async (what: "files" | "folder", input: HTMLInputElement | null) => {
    const found = await pickFiles(what);
    if (found) uploadFiles(projectId, withoutHidden(found));
    else input?.click();
  };
  return (
    <main className="page narrow" data-testid="upload">
      <div className="page-head">
        <div>
          <h1>Upload</h1>
          <p className="muted">
            Each file is checked, decoded and shown to the model as soon as it arrives. Large files and videos
            go on where they were after an interruption.
          </p>
        </div>
      </div>
      <div className="dropzone">
        <CloudUpload size={30} aria-hidden="true" />
        <p>
          <strong>Drop files or folders anywhere on this page</strong>
          <span className="muted">JPEG, PNG, WebP, TIFF and more; MP4, MOV, MKV, WebM and more</span>
        </p>
        <div className="row">
          <button
            type="button"
            className="btn primary"
            onClick={() => choose("files", files.current).catch(toastError)}
          >
            <Images size={16} aria-hidden="true" /> Choose files
          </button>
          <button
            type="button"
            className="btn"
            onClick={() => choose("folder", folder.current).catch(toastError)}
          >
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
      {uploads.length > 0 && (
        <section className="uploads" aria-label="Files">
          <div className="uploads-head">
            <div>
              <strong>{headline(totals)}</strong>
              <span className="muted">{aside(totals)}</span>
            </div>
            <div className="row">
              <PauseAll projectId={projectId} totals={totals} className="btn small" />
              {totals.live > 0 && (
                <ConfirmButton
                  asks={uploads.some(({ inPieces, sent, fate }) => inPieces && sent > 0 && !isSettled(fate))}
                  question="Remove what was sent?"
                  name="Cancel all"
                  questionName="Cancel all and remove what was sent"
                  className="btn small"
                  onConfirm={() => cancelAll(projectId)}
                >
                  Cancel all
                </ConfirmButton>
              )}
              {totals.live === 0 && totals.settled > 0 && (
                <button type="button" className="btn small" onClick={() => clearSettled(projectId)}>
                  Clear the list
                </button>
              )}
              <Link to={projectPath(projectId)} className="btn small primary">
                Go to labelling
              </Link>
            </div>
          </div>
          {totals.files > 1 && <ProgressBar fraction={totals.fraction} name="All files" />}
          <LeftUploads projectId={projectId} uploads={uploads} />
          <UploadedTwins projectId={projectId} assetIds={uploads.map(({ assetId }) => assetId)} />
          <VirtualList
            items={uploads}
            rowHeight={62}
            keyOf={({ key }) => key}
            name="Files"
            className="upload-list"
            render={({ key }) => <UploadRow uploadKey={key} projectId={projectId} />}
          />
        </section>
      )}
    </main>
  );
}

function headline(totals: Totals): string {
  if (totals.files === 0) return showCount(totals.interrupted, "unfinished upload");
  if (totals.live === 0) return "All done";
  return `${totals.settled.toLocaleString("en")} of ${showCount(totals.files, "file")}`;
}

function aside(totals: Totals): string {
  const left = secondsLeft(totals.bytesLeft, totals.rate);
  return [
    totals.rate !== null && totals.live > 0 && `${showBytes(Math.round(totals.rate))}/s`,
    left !== null && totals.live > 0 && showTimeLeft(left),
    totals.duplicates > 0 && `${totals.duplicates} already here`,
    totals.refused > 0 && `${totals.refused} refused`,
    totals.files > 0 && totals.interrupted > 0 && `${totals.interrupted} unfinished`,
  ]
    .filter(Boolean)
    .map((part) => ` · ${part}`)
    .join("");
}
