/** The administrator's calls. */
import type { AccountLine, ProjectLine, Quota, Storage, VersionLine } from "../contract/administration";
import {
  decodeAccount,
  decodeAccounts,
  decodeProjectLines,
  decodeQuota,
  decodeResetLink,
  decodeStorage,
  decodeUnlocked,
  decodeVersionLines,
} from "../contract/decodeAdministration";
import { request } from "./http";
import type { Page } from "./portal";

const HOME = "/api/administration";

export interface AccountQuery {
  readonly q: string;
  readonly sort: "name" | "joined" | "seen";
}

export interface LineQuery {
  readonly q: string;
  readonly sort: "newest" | "oldest";
}

function params(given: Record<string, string | null>): string {
  const kept = Object.entries(given).filter((pair): pair is [string, string] => !!pair[1]);
  return new URLSearchParams(kept).toString();
}

export const fetchAccounts = (query: AccountQuery, after: string | null): Promise<Page<AccountLine>> =>
  request(`${HOME}/accounts?${params({ ...query, after })}`, decodeAccounts);

export const makeAccount = (made: {
  username: string;
  password: string;
  email: string;
}): Promise<AccountLine> => request(`${HOME}/accounts`, decodeAccount, { method: "POST", json: made });

export const changeAccount = (
  id: string,
  change: { is_active?: boolean; is_admin?: boolean },
): Promise<AccountLine> =>
  request(`${HOME}/accounts/${id}`, decodeAccount, { method: "PATCH", json: change });

export const makeResetLink = (id: string): Promise<{ link: string; minutes: number }> =>
  request(`${HOME}/accounts/${id}/reset-link`, decodeResetLink, { method: "POST" });

export const unlockAccount = (id: string): Promise<boolean> =>
  request(`${HOME}/accounts/${id}/unlock`, decodeUnlocked, { method: "POST" });

export const fetchProjectLines = (query: LineQuery, after: string | null): Promise<Page<ProjectLine>> =>
  request(`${HOME}/projects?${params({ ...query, after })}`, decodeProjectLines);

export const setQuota = (projectId: string, quota: Quota): Promise<Quota> =>
  request(`${HOME}/projects/${projectId}/quota`, decodeQuota, { method: "PUT", json: quota });

export const fetchVersionLines = (after: string | null): Promise<Page<VersionLine>> =>
  request(`${HOME}/model-versions?${params({ after })}`, decodeVersionLines);

export const fetchStorage = (): Promise<Storage> => request(`${HOME}/storage`, decodeStorage);
