// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { Issue } from "../contract/work";
import { issuesStore, receiveIssue, shownIssues } from "./issues";

const actor = { id: "1", name: "ann", kind: "person" as const };
const issue = (id: string, changes: Partial<Issue> = {}): Issue => ({
  id,
  asset_id: "ast_1",
  frame_id: "frm_1",
  index: 0,
  x: 1,
  y: 2,
  annotation_id: null,
  status: "open",
  comments: [],
  actor,
  resolved_by: null,
  removed: false,
  created_at: "2026-01-01T00:00:00Z",
  changed_at: "2026-01-01T00:00:00Z",
  ...changes,
});
const ids = () => issuesStore.getState().issues?.map(({ id }) => id);

beforeEach(() => issuesStore.setState({ assetId: "ast_1", issues: [], openId: null, showResolved: false }));

test("an issue of another picture, or before the list was read, changes nothing", () => {
  receiveIssue(issue("iss_1", { asset_id: "ast_2" }));
  expect(ids()).toEqual([]);
  issuesStore.setState({ issues: null });
  receiveIssue(issue("iss_1"));
  expect(issuesStore.getState().issues).toBeNull();
});

test("issues stand in the order in which they were pinned, and older words do not undo newer ones", () => {
  receiveIssue(issue("iss_2"));
  receiveIssue(issue("iss_1"));
  expect(ids()).toEqual(["iss_1", "iss_2"]);
  receiveIssue(issue("iss_1", { status: "resolved", changed_at: "2026-01-01T00:00:02Z" }));
  receiveIssue(issue("iss_1", { changed_at: "2026-01-01T00:00:01Z" }));
  expect(shownIssues(issuesStore.getState()).map(({ id }) => id)).toEqual(["iss_2"]);
});

test("one that is taken away is gone, with its open thread, and comes back when it is put back", () => {
  receiveIssue(issue("iss_1"));
  issuesStore.setState({ openId: "iss_1" });
  receiveIssue(issue("iss_1", { removed: true, changed_at: "2026-01-01T00:00:01Z" }));
  expect([ids(), issuesStore.getState().openId]).toEqual([[], null]);
  receiveIssue(issue("iss_1", { changed_at: "2026-01-01T00:00:02Z" }));
  expect(ids()).toEqual(["iss_1"]);
});
