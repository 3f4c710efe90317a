/** Catches files dropped anywhere on a project's pages, and shows what is on its way. */
import { CloudUpload } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { projectPath, routeStore } from "../state/routeStore";
import { toastError } from "../state/toastStore";
import { clearUploads, uploadFiles, uploadsStore, uploadTotals } from "../state/uploadsStore";
import { filesOfDrop } from "./droppedFiles";
import { showCount } from "./ui/format";
import { Link, ProgressBar } from "./ui/parts";

/** How long a finished upload without refusals is still spoken of. */
const CLEAN_LIFE_MS = 8_000;

export function UploadDrop({ projectId, allowed }: { projectId: string; allowed: boolean }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!allowed) return;
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      filesOfDrop(event.dataTransfer)
        .then((files) => uploadFiles(projectId, files))
        .catch(toastError);
    };
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", hold);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("dragover", hold);
      removeEventListener("drop", drop);
    };
  }, [projectId, allowed]);
  return (
    <>
      {over && (
        <div className="drop-veil" aria-hidden="true">
          <div>
            <CloudUpload size={34} />
            <strong>Drop to upload</strong>
            <span>Pictures, videos, or whole folders</span>
          </div>
        </div>
      )}
      <UploadTray projectId={projectId} />
    </>
  );
}

/** The uploads at a glance on every page but their own. */
function UploadTray({ projectId }: { projectId: string }) {
  const uploads = useStore(uploadsStore);
  const onUploadPage = useStore(
    routeStore,
    (state) => state.route.page === "project" && state.route.tab === "upload",
  );
  const totals = uploadTotals(uploads);
  const over = totals.files > 0 && totals.settled === totals.files;
  const clean = over && totals.refused === 0;
  useEffect(() => {
    if (!clean || onUploadPage) return;
    const timer = setTimeout(clearUploads, CLEAN_LIFE_MS);
    return () => clearTimeout(timer);
  }, [clean, onUploadPage]);
  if (totals.files === 0 || onUploadPage || uploads.projectId !== projectId) return null;
  return (
    <div className="upload-tray" role="status">
      <div className="tray-line">
        <strong>{over ? "Uploaded" : `Uploading ${totals.settled} of ${totals.files}`}</strong>
        <Link to={projectPath(projectId, "upload")} className="link">
          Details
        </Link>
        {over && (
          <button type="button" className="link" onClick={clearUploads}>
            Dismiss
          </button>
        )}
      </div>
      <ProgressBar fraction={totals.fraction} name="Upload" />
      <span className="muted small">
        {[
          over ? showCount(totals.files - totals.refused - totals.duplicates, "new file") : "",
          totals.duplicates > 0 ? `${totals.duplicates} already here` : "",
          totals.refused > 0 ? `${totals.refused} refused` : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </div>
  );
}
