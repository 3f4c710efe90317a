/** The administrator's lists, and what is done to what they show. */
import { createStore } from "zustand/vanilla";
import {
  type AccountQuery,
  changeAccount,
  fetchAccounts,
  fetchProjectLines,
  fetchStorage,
  fetchVersionLines,
  type LineQuery,
  makeResetLink,
  setQuota,
  unlockAccount,
} from "../api/administration";
import type { AccountLine, ProjectLine, Quota, Storage, VersionLine } from "../contract/administration";
import { pagedList } from "./pagedList";
import { toast, toastError } from "./toastStore";

export const accounts = pagedList<AccountLine, AccountQuery>({
  first: { q: "", sort: "name" },
  keyOf: ({ id }) => id,
  fetch: fetchAccounts,
});

export const projectLines = pagedList<ProjectLine, LineQuery>({
  first: { q: "", sort: "newest" },
  keyOf: ({ id }) => id,
  fetch: fetchProjectLines,
});

export const versionLines = pagedList<VersionLine, null>({
  first: null,
  keyOf: ({ id }) => id,
  fetch: (_query, after) => fetchVersionLines(after),
});

export const storageStore = createStore<{ readonly storage: Storage | null }>(() => ({ storage: null }));

export async function loadStorage(): Promise<void> {
  try {
    storageStore.setState({ storage: await fetchStorage() });
  } catch (error) {
    toastError(error);
  }
}

/** Change an account and show it as it is then. */
export async function alterAccount(
  id: string,
  change: { is_active?: boolean; is_admin?: boolean },
): Promise<void> {
  try {
    accounts.replace(await changeAccount(id, change));
  } catch (error) {
    toastError(error);
  }
}

/** Make a link to set a new password and put it on the clipboard. */
export async function copyResetLink(id: string): Promise<void> {
  try {
    const { link, minutes } = await makeResetLink(id);
    await navigator.clipboard.writeText(link);
    toast(`The link is on your clipboard. It works once, for ${minutes} minutes.`, "good");
  } catch (error) {
    toastError(error);
  }
}

export async function liftLockout(id: string): Promise<void> {
  try {
    const lifted = await unlockAccount(id);
    toast(lifted ? "They may try again at once." : "There was no failed sign-in to forget.", "good");
  } catch (error) {
    toastError(error);
  }
}

/** Limit a project; returns whether it was done. */
export async function limitProject(line: ProjectLine, quota: Quota): Promise<boolean> {
  try {
    projectLines.replace({ ...line, quota: await setQuota(line.id, quota) });
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}
