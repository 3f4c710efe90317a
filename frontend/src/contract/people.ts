/** People of a project and invitations into it, as the portal sends them. */
import type { Actor, Role } from "./contract";

export interface Invitation {
  id: string;
  project_id: string;
  email: string;
  role: Role;
  status: "open" | "accepted" | "revoked";
  /** Open, but too old to be used. */
  expired: boolean;
  invited_by: Actor;
  created_at: string;
  expires_at: string;
}

export type Mailed = "sent" | "logged" | "failed";

/** What became of one address; the link is told this once. */
export interface Invited {
  email: string;
  /** Null: whoever has the address is in the project already. */
  outcome: "invited" | "renewed" | null;
  invitation: Invitation | null;
  link: string | null;
  mailed: Mailed | null;
}

export interface InvitationLook {
  project_name: string;
  role: Role;
  email: string;
  invited_by: string;
  expires_at: string;
  has_account: boolean;
  signed_in_as: string | null;
}

export interface Accepted {
  project_id: string;
  role: Role;
}

export type MemberSort = "name" | "role" | "joined" | "seen";
