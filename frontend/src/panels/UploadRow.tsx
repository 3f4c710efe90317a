/** One file on its way: how far it is, what it waits for, and the buttons to pause, go on and cancel. */
import { FileQuestion, Film, ImageIcon, Pause, Play, RotateCcw, X } from "lucide-react";
import { useRef } from "react";
import { useStore } from "zustand";
import { secondsLeft, showTimeLeft } from "../model/uploads/pace";
import type { UploadFate } from "../model/uploads/totals";
import { goOnAgain, isUnsent } from "../state/leftUploads";
import { projectPath } from "../state/routeStore";
import { toastError } from "../state/toastStore";
import { cancelUpload, goOnWith, pauseUpload, resumeUpload } from "../state/uploadFiles";
import { type Upload, uploadsStore } from "../state/uploadsStore";
import { ConfirmButton } from "./ui/ConfirmButton";
import { showBytes, showPercent } from "./ui/format";
import { Chip, Link, ProgressBar, type Tone } from "./ui/parts";

const FATES: Readonly<Record<UploadFate, { word: string; tone: Tone }>> = {
  queued: { word: "queued", tone: "plain" },
  sending: { word: "sending", tone: "live" },
  finishing: { word: "checking", tone: "live" },
  waiting: { word: "waiting", tone: "warn" },
  paused: { word: "paused", tone: "plain" },
  interrupted: { word: "interrupted", tone: "warn" },
  accepted: { word: "uploaded", tone: "good" },
  duplicate: { word: "already here", tone: "ghost" },
  refused: { word: "refused", tone: "bad" },
};
const PAUSABLE: ReadonlySet<UploadFate> = new Set(["queued", "sending", "waiting"]);
const UNDER_WAY: ReadonlySet<UploadFate> = new Set([
  "sending",
  "finishing",
  "waiting",
  "paused",
  "interrupted",
]);

export function UploadRow({ uploadKey, projectId }: { uploadKey: string; projectId: string }) {
  const upload = useStore(uploadsStore, (state) => state.byKey.get(uploadKey));
  if (!upload) return null;
  const { word, tone } = FATES[upload.fate];
  const isVideo = upload.asset?.kind === "video" || upload.inPieces;
  const Icon = upload.fate === "interrupted" ? FileQuestion : isVideo ? Film : ImageIcon;
  const fraction = upload.size > 0 ? Math.min(1, upload.sent / upload.size) : 0;
  return (
    <div className={`upload-row ${upload.fate}`}>
      <Icon size={18} aria-hidden="true" className="upload-icon" />
      <span className="upload-name">
        {upload.assetId ? (
          <Link to={projectPath(projectId, "label", upload.assetId)}>{upload.name}</Link>
        ) : (
          <span>{upload.name}</span>
        )}
        <span className="muted small" data-tip={upload.reason ?? undefined}>
          {note(upload)}
        </span>
        {UNDER_WAY.has(upload.fate) && !isUnsent(upload) && (
          <ProgressBar fraction={fraction} name={upload.name} />
        )}
      </span>
      <span className="upload-fate">
        <Chip tone={tone}>
          {upload.fate === "sending" ? showPercent(fraction) : isUnsent(upload) ? "not sent" : word}
        </Chip>
      </span>
      <RowButtons upload={upload} />
    </div>
  );
}

function note(upload: Upload): string {
  const { fate, sent, size, reason, asset } = upload;
  const soFar = `${showBytes(sent)} of ${showBytes(size)}`;
  if (fate === "sending") {
    const left = secondsLeft(size - sent, upload.rate);
    const parts = [soFar, upload.rate !== null && `${showBytes(Math.round(upload.rate))}/s`];
    return [...parts, left !== null && showTimeLeft(left)].filter(Boolean).join(" · ");
  }
  if (fate === "finishing") return `${showBytes(size)} · the portal checks it`;
  if (fate === "waiting") return [reason, upload.inPieces && `${soFar} are safe`].filter(Boolean).join(" · ");
  if (fate === "paused") return soFar;
  const again = upload.reopens ? "" : " Choose the file again to go on.";
  if (isUnsent(upload)) return `${showBytes(size)}, chosen before the page was left.${again}`;
  if (fate === "interrupted") return reason ?? `${soFar} are safe${until(upload.expiresAt)}.${again}`;
  if (reason) return reason;
  if (!asset) return showBytes(size);
  if (asset.kind !== "video") return [showBytes(size), ...asset.notes].join(" · ");
  const measures = asset.width && asset.height ? `${asset.width} × ${asset.height}` : "";
  const frames = asset.frame_count ? `${asset.frame_count.toLocaleString("en")} frames` : "";
  return [showBytes(size), measures, frames, ...asset.notes].filter(Boolean).join(" · ");
}

function until(expiresAt: string | null): string {
  if (!expiresAt) return "";
  const day = new Date(expiresAt).toLocaleDateString(undefined, {
    weekday: "long",
    hour: "numeric",
    minute: "2-digit",
  });
  return ` until ${day}`;
}

function RowButtons({ upload }: { upload: Upload }) {
  const { key, name, fate, inPieces } = upload;
  const input = useRef<HTMLInputElement>(null);
  if (!inPieces && fate !== "interrupted") return <span className="upload-buttons" />;
  const isOver = fate === "accepted" || fate === "duplicate";
  return (
    <span className="upload-buttons">
      {PAUSABLE.has(fate) && (
        <button
          type="button"
          className="icon-btn"
          aria-label={`Pause ${name}`}
          data-tip="Pause"
          onClick={() => pauseUpload(key)}
        >
          <Pause size={16} aria-hidden="true" />
        </button>
      )}
      {(fate === "paused" || fate === "refused") && (
        <button
          type="button"
          className="icon-btn"
          aria-label={`${fate === "paused" ? "Go on with" : "Try again:"} ${name}`}
          data-tip={fate === "paused" ? "Go on" : "Try again"}
          onClick={() => resumeUpload(key)}
        >
          {fate === "paused" ? (
            <Play size={16} aria-hidden="true" />
          ) : (
            <RotateCcw size={16} aria-hidden="true" />
          )}
        </button>
      )}
      {fate === "interrupted" && (
        <>
          {upload.reopens && (
            <button
              type="button"
              className="icon-btn"
              aria-label={`Go on with ${name}`}
              data-tip="Go on"
              onClick={() => goOnAgain(key).catch(toastError)}
            >
              <Play size={16} aria-hidden="true" />
            </button>
          )}
          <button
            type="button"
            className="btn small"
            aria-label={`Choose ${name} again to go on`}
            onClick={() => input.current?.click()}
          >
            Choose file
          </button>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={`The file ${name}`}
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file) goOnWith(key, file).catch(toastError);
              target.value = "";
            }}
          />
        </>
      )}
      {!isOver && <CancelButton upload={upload} />}
    </span>
  );
}

function CancelButton({ upload }: { upload: Upload }) {
  const { key, name, fate, sent } = upload;
  return (
    <ConfirmButton
      asks={sent > 0 && fate !== "refused"}
      question={`Remove ${showBytes(sent)}?`}
      name={`Cancel ${name}`}
      questionName={`Remove the ${showBytes(sent)} sent of ${name}`}
      tip={fate === "interrupted" ? "Remove" : "Cancel"}
      className="icon-btn bad"
      onConfirm={() => cancelUpload(key).catch(toastError)}
    >
      <X size={16} aria-hidden="true" />
    </ConfirmButton>
  );
}
