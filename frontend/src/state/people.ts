/** The people page: who is in the project, and who is invited. */
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/http";
import {
  addMember,
  changeRole,
  fetchInvitations,
  fetchMembers,
  invite,
  inviteAgain,
  removeMember,
  revokeInvitation,
} from "../api/people";
import type { Member, Role } from "../contract/contract";
import type { Invitation, Invited, MemberSort } from "../contract/people";
import { readInvited } from "../model/people/words";
import { forgetPeople } from "./myWork";
import { toast, toastError } from "./toastStore";

const PAGE = 100;

export interface PeopleState {
  readonly projectId: string | null;
  readonly manages: boolean;
  readonly q: string;
  readonly sort: MemberSort;
  readonly members: readonly Member[] | null;
  readonly next: string | null;
  readonly invitations: readonly Invitation[];
  readonly moreInvitations: string | null;
  /** Links made on this visit, by invitation: the portal tells each once. */
  readonly links: ReadonlyMap<string, Invited>;
  readonly busy: boolean;
  readonly error: string | null;
}

const EMPTY: PeopleState = {
  projectId: null,
  manages: false,
  q: "",
  sort: "name",
  members: null,
  next: null,
  invitations: [],
  moreInvitations: null,
  links: new Map(),
  busy: false,
  error: null,
};

export const peoplePageStore = createStore<PeopleState>(() => EMPTY);
const set = peoplePageStore.setState;
const get = peoplePageStore.getState;

/** Each read has a number: what an older one brings is not shown over a newer one's. */
let reads = 0;

export async function loadPeople(): Promise<void> {
  const { projectId, q, sort, manages } = get();
  if (!projectId) return;
  const read = ++reads;
  set({ busy: true });
  try {
    const [people, invited] = await Promise.all([
      fetchMembers(projectId, { q: q.trim(), sort, limit: PAGE }),
      manages ? fetchInvitations(projectId, null) : null,
    ]);
    if (read !== reads) return;
    set({
      members: people.items,
      next: people.next,
      invitations: invited?.items ?? [],
      moreInvitations: invited?.next ?? null,
      error: null,
      busy: false,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : "The people cannot be read.";
    if (read === reads) set({ error: reason, busy: false });
  }
}

export async function loadMorePeople(): Promise<void> {
  const { projectId, q, sort, next, members, busy } = get();
  if (!projectId || !next || busy) return;
  const read = ++reads;
  set({ busy: true });
  try {
    const page = await fetchMembers(projectId, { q: q.trim(), sort, after: next, limit: PAGE });
    if (read === reads) set({ members: [...(members ?? []), ...page.items], next: page.next, busy: false });
  } catch (error) {
    if (read === reads) set({ busy: false });
    toastError(error);
  }
}

export async function loadMoreInvitations(): Promise<void> {
  const { projectId, moreInvitations, invitations } = get();
  if (!projectId || !moreInvitations) return;
  try {
    const page = await fetchInvitations(projectId, moreInvitations);
    if (get().projectId === projectId)
      set({ invitations: [...invitations, ...page.items], moreInvitations: page.next });
  } catch (error) {
    toastError(error);
  }
}

export function filterPeople(change: Partial<Pick<PeopleState, "q" | "sort">>): void {
  set(change);
  void loadPeople();
}

/** Open the page of a project; returns how to leave it. */
export function followPeople(projectId: string, manages: boolean): () => void {
  set({ ...EMPTY, projectId, manages });
  void loadPeople();
  return () => {
    reads += 1;
    set(EMPTY);
  };
}

/** Somebody came, went or has another role. */
export function peopleMoved(projectId: string): void {
  forgetPeople();
  if (get().projectId === projectId) void loadPeople();
}

export async function giveRole(member: Member, role: Role): Promise<void> {
  const { projectId } = get();
  if (!projectId || member.role === role) return;
  try {
    await changeRole(projectId, member.user_id, role);
    toast(`${member.name} is ${role} now.`, "good", {
      title: "Undo",
      run: () => void giveRole({ ...member, role }, member.role),
    });
  } catch (error) {
    toastError(error);
  }
  peopleMoved(projectId);
}

/** Take somebody out, or leave; whether it is done. */
export async function takeOut(member: Member): Promise<boolean> {
  const { projectId } = get();
  if (!projectId) return false;
  try {
    const freed = await removeMember(projectId, member.user_id);
    const left = freed > 0 ? ` ${freed} of their pictures wait for others now.` : "";
    toast(`${member.name} is not in the project any more.${left}`, "good");
    return true;
  } catch (error) {
    toastError(error);
    return false;
  } finally {
    peopleMoved(projectId);
  }
}

/** What of an invitation could not be done: why, and which of the words stay to be mended. */
export interface LeftOut {
  readonly fault: string | null;
  readonly left: string;
}

/** Invite addresses, and add people who have an account. */
export async function askIn(text: string, role: Role): Promise<LeftOut> {
  const { projectId } = get();
  if (!projectId) return { fault: null, left: text };
  const { emails, names } = readInvited(text);
  if (emails.length + names.length === 0)
    return { fault: "Type an e-mail address or a user name.", left: text };
  const faults: string[] = [];
  const left: string[] = [];
  if (emails.length > 0) {
    try {
      keepLinks(await invite(projectId, emails, role));
    } catch (error) {
      faults.push(...reasons(error));
      left.push(...emails);
    }
  }
  for (const name of names) {
    try {
      const added = await addMember(projectId, name, role);
      toast(`${added.name} is ${added.role} now.`, "good");
    } catch (error) {
      faults.push(error instanceof Error ? error.message : `${name} cannot be added.`);
      left.push(name);
    }
  }
  peopleMoved(projectId);
  return { fault: faults.length > 0 ? faults.join(" ") : null, left: left.join(", ") };
}

function reasons(error: unknown): string[] {
  if (error instanceof ApiError) {
    const fields = Object.values(error.fields);
    return fields.length > 0 ? fields.map((field) => `${field}.`) : [error.message];
  }
  return [error instanceof Error ? error.message : "The invitations cannot be sent."];
}

function keepLinks(invited: readonly Invited[]): void {
  const links = new Map(get().links);
  for (const one of invited) {
    if (one.invitation) links.set(one.invitation.id, one);
    else toast(`${one.email} is in the project already.`);
  }
  set({ links });
}

export async function sendAgain(invitation: Invitation): Promise<void> {
  try {
    keepLinks([await inviteAgain(invitation.id)]);
  } catch (error) {
    toastError(error);
  }
  void loadPeople();
}

export async function takeBack(invitation: Invitation): Promise<void> {
  try {
    await revokeInvitation(invitation.id);
    toast(`The invitation of ${invitation.email} is taken back.`, "plain", {
      title: "Undo with a new link",
      run: () => void sendAgain(invitation),
    });
  } catch (error) {
    toastError(error);
  }
  void loadPeople();
}
