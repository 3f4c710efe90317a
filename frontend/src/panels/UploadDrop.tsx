/** Catches files dropped anywhere on a project's pages, and shows what is on its way. */
import { CloudUpload } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { secondsLeft, showTimeLeft } from "../model/uploads/pace";
import type { Totals } from "../model/uploads/totals";
import { showLeft } from "../state/leftUploads";
import { projectPath, routeStore } from "../state/routeStore";
import { toastError } from "../state/toastStore";
import { clearSettled, uploadFiles } from "../state/uploadFiles";
import { uploadsStore, uploadTotals } from "../state/uploadsStore";
import { filesOfDrop } from "./droppedFiles";
import { PauseAll } from "./PauseAll";
import { UploadNews } from "./UploadNews";
import { showCount } from "./ui/format";
import { Link, ProgressBar } from "./ui/parts";

/** How long a finished upload without refusals is still spoken of. */
const CLEAN_LIFE_MS = 8_000;

export function UploadDrop({ projectId, allowed }: { projectId: string; allowed: boolean }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (allowed) showLeft(projectId).catch(toastError);
  }, [projectId, allowed]);
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
      <UploadNews projectId={projectId} />
    </>
  );
}

/** The uploads at a glance on every page but their own. */
function UploadTray({ projectId }: { projectId: string }) {
  const uploads = useStore(uploadsStore);
  const [dismissed, setDismissed] = useState(0);
  const onUploadPage = useStore(
    routeStore,
    (state) => state.route.page === "project" && state.route.tab === "upload",
  );
  const totals = uploadTotals(uploads, projectId);
  const over = totals.files > 0 && totals.live === 0;
  const clean = over && totals.refused === 0;
  useEffect(() => {
    if (!clean || onUploadPage) return;
    const timer = setTimeout(() => clearSettled(projectId), CLEAN_LIFE_MS);
    return () => clearTimeout(timer);
  }, [clean, onUploadPage, projectId]);
  const leftBehind = totals.files === 0 && totals.interrupted > dismissed;
  if (onUploadPage || (totals.files === 0 && !leftBehind)) return null;
  const dismiss = () => {
    clearSettled(projectId);
    setDismissed(totals.interrupted);
  };
  return (
    <section className="upload-tray" aria-label="Uploads">
      <div className="tray-line">
        <strong>{headline(totals)}</strong>
        <Link to={projectPath(projectId, "upload")} className="link">
          Details
        </Link>
        {totals.live === 0 && (
          <button type="button" className="link" onClick={dismiss}>
            Dismiss
          </button>
        )}
      </div>
      {totals.files > 0 && <ProgressBar fraction={totals.fraction} name="Upload" />}
      <div className="tray-line">
        <span className="muted small">{trayNote(totals)}</span>
        {totals.live > 0 && <PauseAll projectId={projectId} totals={totals} className="link small" />}
      </div>
    </section>
  );
}

function headline(totals: Totals): string {
  if (totals.files === 0) return showCount(totals.interrupted, "unfinished upload");
  if (totals.live === 0) return "Uploaded";
  if (totals.paused === totals.live) return "Paused";
  return totals.waiting > 0 ? "Waiting to go on" : `Uploading ${totals.settled + 1} of ${totals.files}`;
}

function trayNote(totals: Totals): string {
  if (totals.files === 0) return "Choose the same file again, and it goes on where it was.";
  const left = secondsLeft(totals.bytesLeft, totals.rate);
  const added = totals.settled - totals.refused - totals.duplicates;
  return [
    left !== null && showTimeLeft(left),
    totals.live === 0 && showCount(added, "new file"),
    totals.duplicates > 0 && `${totals.duplicates} already here`,
    totals.refused > 0 && `${totals.refused} refused`,
  ]
    .filter(Boolean)
    .join(" · ");
}
