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

/** Days on which a person does not work, the first and the last one included: `2026-05-31`. */
export interface Away {
  first: string;
  last: string;
}

/** Weekly hours; Monday is 0. */
export interface Shift {
  days: number[];
  start: string;
  end: string;
}

export interface Hours {
  timezone: string;
  away: Away[];
  shift: Shift | null;
  away_until: string | null;
}

/** What waits for somebody who is away. */
export interface AwayWork {
  user_id: string;
  name: string;
  away_until: string;
  to_do: number;
  overdue: number;
}
