/** Calls about the people of a project, invitations, and passwords that were forgotten. */
import type { Member, Role } from "../contract/contract";
import { decodeMember, decodePage } from "../contract/decode";
import {
  decodeAccepted,
  decodeAwayList,
  decodeFreed,
  decodeHours,
  decodeInvitation,
  decodeInvited,
  decodeInvitedList,
  decodeLook,
  decodeMessage,
} from "../contract/decodePeople";
import type {
  Accepted,
  AwayWork,
  Hours,
  Invitation,
  InvitationLook,
  Invited,
  MemberSort,
} from "../contract/people";
import { ignoreAnswer, request } from "./http";
import { enc, type Page, query } from "./portal";

export interface MemberQuery {
  q?: string;
  sort?: MemberSort;
  after?: string | null;
  limit?: number;
}

const people = (projectId: string) => `/api/projects/${enc(projectId)}/members`;
const invitations = (projectId: string) => `/api/projects/${enc(projectId)}/invitations`;

export const fetchMembers = (projectId: string, wish: MemberQuery = {}): Promise<Page<Member>> =>
  request(people(projectId) + query({ ...wish }), decodePage("members", decodeMember));

/** Everybody, however many pages that takes. */
export async function fetchEverybody(projectId: string): Promise<Member[]> {
  const all: Member[] = [];
  let after: string | null = null;
  do {
    const page: Page<Member> = await fetchMembers(projectId, { after });
    all.push(...page.items);
    after = page.next;
  } while (after);
  return all;
}

export const addMember = (projectId: string, username: string, role: Role): Promise<Member> =>
  request(people(projectId), decodeMember, { method: "POST", json: { username, role } });

export const changeRole = (projectId: string, userId: string, role: Role): Promise<Member> =>
  request(`${people(projectId)}/${enc(userId)}`, decodeMember, { method: "PATCH", json: { role } });

/** Take somebody out; answers how many pictures that they had in hand wait for others now. */
export const removeMember = (projectId: string, userId: string): Promise<number> =>
  request(`${people(projectId)}/${enc(userId)}`, decodeFreed, { method: "DELETE" });

export const fetchInvitations = (projectId: string, after: string | null): Promise<Page<Invitation>> =>
  request(invitations(projectId) + query({ after }), decodePage("invitations", decodeInvitation));

export const invite = (projectId: string, emails: readonly string[], role: Role): Promise<Invited[]> =>
  request(invitations(projectId), decodeInvitedList, { method: "POST", json: { emails, role } });

export const inviteAgain = (id: string): Promise<Invited> =>
  request(`/api/invitations/${enc(id)}/again`, decodeInvited, { method: "POST" });

export const revokeInvitation = (id: string): Promise<null> =>
  request(`/api/invitations/${enc(id)}`, ignoreAnswer, { method: "DELETE" });

export const lookAtInvitation = (token: string): Promise<InvitationLook> =>
  request("/api/invitations/look", decodeLook, { method: "POST", json: { token } });

export const acceptInvitation = (
  token: string,
  account: { username: string; password: string } | null,
): Promise<Accepted> =>
  request("/api/invitations/accept", decodeAccepted, { method: "POST", json: { token, ...account } });

export const askForReset = (emailOrName: string): Promise<string> =>
  request("/api/password-resets", decodeMessage, { method: "POST", json: { email_or_name: emailOrName } });

export const setNewPassword = (uid: string, token: string, password: string): Promise<null> =>
  request("/api/password-resets/confirm", ignoreAnswer, { method: "POST", json: { uid, token, password } });

export const fetchHours = (): Promise<Hours> => request("/api/me/availability", decodeHours);

export const saveHours = (json: Omit<Hours, "away_until">): Promise<Hours> =>
  request("/api/me/availability", decodeHours, { method: "PUT", json });

/** Whose work waits while they are away. */
export const fetchAwayWork = (projectId: string): Promise<AwayWork[]> =>
  request(`/api/projects/${enc(projectId)}/work/away`, decodeAwayList);
