/** Reads people and invitations. */
import { decodeActor, ROLES } from "./decode";
import type { Accepted, Away, AwayWork, Hours, Invitation, InvitationLook, Invited, Mailed } from "./people";
import { type Decoder, Reader } from "./reader";

const STATUSES = ["open", "accepted", "revoked"] as const satisfies readonly Invitation["status"][];
const MAILED = ["sent", "logged", "failed"] as const satisfies readonly Mailed[];

export const decodeInvitation: Decoder<Invitation> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    project_id: r.text("project_id"),
    email: r.text("email"),
    role: r.choice("role", ROLES),
    status: r.choice("status", STATUSES),
    expired: r.flag("expired"),
    invited_by: r.nested("invited_by", decodeActor),
    created_at: r.text("created_at"),
    expires_at: r.text("expires_at"),
  };
};

export const decodeInvited: Decoder<Invited> = (value, path) => {
  const r = new Reader(value, path);
  return {
    email: r.text("email"),
    outcome: r.has("outcome") ? r.choice("outcome", ["invited", "renewed"] as const) : null,
    invitation: r.nestedOrNull("invitation", decodeInvitation),
    link: r.textOrNull("link"),
    mailed: r.has("mailed") ? r.choice("mailed", MAILED) : null,
  };
};

export const decodeInvitedList: Decoder<Invited[]> = (value, path) =>
  new Reader(value, path).list("invited", decodeInvited);

export const decodeLook: Decoder<InvitationLook> = (value, path) => {
  const r = new Reader(value, path);
  return {
    project_name: r.text("project_name"),
    role: r.choice("role", ROLES),
    email: r.text("email"),
    invited_by: r.text("invited_by"),
    expires_at: r.text("expires_at"),
    has_account: r.flag("has_account"),
    signed_in_as: r.textOrNull("signed_in_as"),
  };
};

export const decodeAccepted: Decoder<Accepted> = (value, path) => {
  const r = new Reader(value, path);
  return { project_id: r.text("project_id"), role: r.choice("role", ROLES) };
};

export const decodeFreed: Decoder<number> = (value, path) => new Reader(value, path).number("freed", 0);

export const decodeMessage: Decoder<string> = (value, path) => new Reader(value, path).text("message");

const decodeAway: Decoder<Away> = (value, path) => {
  const r = new Reader(value, path);
  return { first: r.text("first"), last: r.text("last") };
};

const decodeDay: Decoder<number> = (value, path) => new Reader({ value }, path).number("value");

export const decodeHours: Decoder<Hours> = (value, path) => {
  const r = new Reader(value, path);
  return {
    timezone: r.text("timezone", "UTC"),
    away: r.sieve("away", decodeAway),
    shift: r.nestedOrNull("shift", (inner, at) => {
      const s = new Reader(inner, at);
      return { days: s.list("days", decodeDay), start: s.text("start"), end: s.text("end") };
    }),
    away_until: r.textOrNull("away_until"),
  };
};

const decodeAwayWork: Decoder<AwayWork> = (value, path) => {
  const r = new Reader(value, path);
  return {
    user_id: r.text("user_id"),
    name: r.text("name"),
    away_until: r.text("away_until"),
    to_do: r.number("to_do", 0),
    overdue: r.number("overdue", 0),
  };
};

export const decodeAwayList: Decoder<AwayWork[]> = (value, path) =>
  new Reader(value, path).sieve("people", decodeAwayWork);
