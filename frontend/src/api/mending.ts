/** The calls that mend: suspects and what is said of them, near-duplicates and which of them are kept. */
import type { Job } from "../contract/contract";
import { decodeJob, decodePage } from "../contract/decode";
import {
  decodeDuplicateCounts,
  decodeDuplicateGroup,
  decodeSkipped,
  decodeSuspect,
  decodeSuspectCounts,
} from "../contract/decodeMending";
import type { DuplicateCounts, DuplicateGroup, Skipped } from "../contract/duplicates";
import type { Suspect, SuspectCounts, SuspectKind } from "../contract/suspects";
import { ignoreAnswer, request } from "./http";
import type { Page } from "./portal";

const enc = encodeURIComponent;
const project = (id: string) => `/api/projects/${enc(id)}`;

export interface SuspectsWish {
  readonly kind: SuspectKind | null;
  readonly dismissed: boolean;
  readonly after?: string | null;
  readonly limit?: number;
}

export const fetchSuspects = (projectId: string, wish: SuspectsWish): Promise<Page<Suspect>> => {
  const words = new URLSearchParams({ dismissed: String(wish.dismissed), limit: String(wish.limit ?? 50) });
  if (wish.kind) words.set("kind", wish.kind);
  if (wish.after) words.set("after", wish.after);
  return request(`${project(projectId)}/suspects?${words}`, decodePage("suspects", decodeSuspect));
};

export const fetchSuspectCounts = (projectId: string): Promise<SuspectCounts> =>
  request(`${project(projectId)}/suspects/counts`, decodeSuspectCounts);

/** Search everything that people annotated; the search that goes on already is answered instead. */
export const searchSuspects = (projectId: string): Promise<Job> =>
  request(`${project(projectId)}/suspects`, decodeJob, { method: "POST" });

const dismissal = (projectId: string, id: string) => `${project(projectId)}/suspects/${enc(id)}/dismissal`;

/** Say that it is right as it is. */
export const dismissSuspect = (projectId: string, id: string): Promise<null> =>
  request(dismissal(projectId, id), ignoreAnswer, { method: "POST" });

export const bringBackSuspect = (projectId: string, id: string): Promise<null> =>
  request(dismissal(projectId, id), ignoreAnswer, { method: "DELETE" });

export const fetchDuplicates = (
  projectId: string,
  wish: { readonly open: boolean; readonly after?: string | null; readonly limit?: number },
): Promise<Page<DuplicateGroup>> => {
  const words = new URLSearchParams({ open: String(wish.open), limit: String(wish.limit ?? 20) });
  if (wish.after) words.set("after", wish.after);
  return request(`${project(projectId)}/duplicates?${words}`, decodePage("groups", decodeDuplicateGroup));
};

export const fetchDuplicateCounts = (projectId: string): Promise<DuplicateCounts> =>
  request(`${project(projectId)}/duplicates/counts`, decodeDuplicateCounts);

/** As many groups are settled or opened again in one call. */
export const MOST_GROUPS = 200;

/** Keep one picture of each group and skip the others, as far as nobody has worked on them. */
export const keepOfGroups = (projectId: string, keep: Readonly<Record<string, string>>): Promise<Skipped> =>
  request(`${project(projectId)}/duplicates/keep`, decodeSkipped, { method: "POST", json: { keep } });

export const restoreGroups = (projectId: string, groups: readonly string[]): Promise<Skipped> =>
  request(`${project(projectId)}/duplicates/restore`, decodeSkipped, { method: "POST", json: { groups } });
