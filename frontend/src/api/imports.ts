/** Sends files of tracks that were made elsewhere. */
import type { Job } from "../contract/contract";
import { decodeJob } from "../contract/decode";
import { type Decoder, Reader } from "../contract/reader";
import { request } from "./http";

export function startImport(
  projectId: string,
  assetId: string,
  format: string,
  file: File,
  createLabels: boolean,
): Promise<Job> {
  const form = new FormData();
  form.append("file", file);
  form.append("format", format);
  form.append("asset_id", assetId);
  form.append("create_labels", String(createLabels));
  return request(`/api/projects/${encodeURIComponent(projectId)}/imports`, decodeJob, {
    method: "POST",
    form,
  });
}

export interface TakenBack {
  readonly removed: number;
  /** What somebody changed since, which stays. */
  readonly kept: number;
  /** What is still to be taken back, by the same call. */
  readonly left: number;
}

const decodeTakenBack: Decoder<TakenBack> = (value, path) => {
  const r = new Reader(value, path);
  return { removed: r.number("removed"), kept: r.number("kept"), left: r.number("left") };
};

export const takeBackImport = (jobId: string): Promise<TakenBack> =>
  request(`/api/imports/${encodeURIComponent(jobId)}/take-back`, decodeTakenBack, { method: "POST" });
