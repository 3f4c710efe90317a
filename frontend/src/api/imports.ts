/** Sends files of tracks that were made elsewhere. */
import type { Job } from "../contract/contract";
import { decodeJob } from "../contract/decode";
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
