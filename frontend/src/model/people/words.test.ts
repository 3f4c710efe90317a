import { expect, test } from "vitest";
import { readInvited, tellDay, tellMailed } from "./words";

test("addresses and user names are told apart, in whatever way they are listed", () => {
  expect(readInvited("a@example.org, bob\n<c@example.org>; a@example.org  d.e")).toEqual({
    emails: ["a@example.org", "c@example.org"],
    names: ["bob", "d.e"],
  });
  expect(readInvited(" ,; ")).toEqual({ emails: [], names: [] });
  expect(readInvited("x@y")).toEqual({ emails: [], names: ["x@y"] });
});

test("a mail that did not go out is not called sent", () => {
  expect(tellMailed("sent")).toContain("was mailed");
  for (const mailed of ["failed", "logged", null] as const) expect(tellMailed(mailed)).toContain("pass");
});

test("a day is the same day wherever it is read", () => {
  expect(tellDay("2026-05-31")).toBe("May 31, 2026");
});
