import { expect, test } from "vitest";
import { decodeMember } from "./decode";
import { decodeInvited, decodeInvitedList, decodeLook } from "./decodePeople";

const INVITATION = {
  id: "inv_1",
  project_id: "prj_1",
  email: "nina@example.org",
  role: "annotator",
  status: "open",
  expired: false,
  invited_by: { id: "1", name: "alice" },
  created_at: "2026-01-01T00:00:00Z",
  expires_at: "2026-01-08T00:00:00Z",
  accepted_by: null,
  accepted_at: null,
};

test("an invitation comes with its link once, and says whether it was mailed", () => {
  const read = decodeInvited(
    { email: "nina@example.org", outcome: "invited", invitation: INVITATION, link: "x#y", mailed: "logged" },
    "",
  );
  expect(read.invitation?.role).toBe("annotator");
  expect([read.link, read.mailed, read.outcome]).toEqual(["x#y", "logged", "invited"]);
});

test("an address of somebody who is in already has neither link nor invitation", () => {
  const inside = { email: "bob@example.org", outcome: null, invitation: null, link: null, mailed: null };
  expect(decodeInvitedList({ invited: [inside] }, "")).toEqual([inside]);
});

test("an unknown role or outcome is refused by its path", () => {
  expect(() => decodeInvited({ email: "a", outcome: "eaten" }, "answer")).toThrow("answer.outcome");
  expect(() => decodeLook({ project_name: "Street", role: "king" }, "answer")).toThrow("answer.role");
});

test("a member may never have signed in", () => {
  const member = {
    user_id: "1",
    name: "bob",
    role: "guest",
    joined_at: "2026-01-01T00:00:00Z",
    seen_at: null,
    away_until: null,
  };
  expect(decodeMember(member, "")).toEqual(member);
});
