/** In place of the canvas: an asset that is on its way, failed, or a video that is being opened. */
import { Film, ImageOff, LoaderCircle, RotateCcw } from "lucide-react";
import { useStore } from "zustand";
import type { Asset } from "../contract/contract";
import { retryFailedAsset } from "../state/assetsStore";
import { jobsStore } from "../state/jobsStore";
import { showBytes, showCount } from "./ui/format";
import { EmptyState } from "./ui/parts";

export function AssetNotice({ asset }: { asset: Asset }) {
  if (asset.status === "failed") {
    return (
      <EmptyState
        icon={ImageOff}
        title={`${asset.name} could not be opened`}
        action={
          <button type="button" className="btn" onClick={() => void retryFailedAsset(asset.id)}>
            <RotateCcw size={15} aria-hidden="true" /> Try again
          </button>
        }
      >
        <p>{asset.error?.message ?? "The file could not be decoded."}</p>
        {asset.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </EmptyState>
    );
  }
  if (asset.kind === "video" && asset.status === "ready") return <VideoNotice asset={asset} />;
  return <Waiting asset={asset} />;
}

function Waiting({ asset }: { asset: Asset }) {
  const job = useStore(jobsStore, (state) => state.jobs?.find((item) => item.subject.asset_id === asset.id));
  const running = job?.status === "running";
  return (
    <div className="empty" data-testid="asset-waiting">
      <div className="empty-icon">
        <LoaderCircle size={24} className="spin" aria-hidden="true" />
      </div>
      <h2>{running ? "Decoding" : "Waiting its turn"}</h2>
      <div className="empty-text">
        <p>
          {asset.name} {running ? "is being decoded." : "is in the queue."} The canvas opens here by itself,
          and ghosts follow as soon as the model has spoken.
        </p>
        {job?.reason && <p>{job.reason}</p>}
      </div>
    </div>
  );
}

function VideoNotice({ asset }: { asset: Asset }) {
  const facts = [
    asset.width && asset.height ? `${asset.width} × ${asset.height} pixels` : "",
    asset.frame_count ? showCount(asset.frame_count, "frame") : "",
    asset.duration_seconds ? `${asset.duration_seconds.toFixed(1)} s` : "",
    showBytes(asset.byte_size),
    asset.content_type ?? "",
  ].filter(Boolean);
  return (
    <div className="empty video">
      {asset.thumbnail_url ? (
        <img className="poster" src={asset.thumbnail_url} alt={`First frame of ${asset.name}`} />
      ) : (
        <div className="empty-icon">
          <Film size={24} aria-hidden="true" />
        </div>
      )}
      <h2>{asset.name}</h2>
      <div className="empty-text">
        <p>{facts.join(" · ")}</p>
        {asset.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <p role="status">Reading the table of its frames…</p>
      </div>
    </div>
  );
}
