import { expect, it } from "vitest";
import { joinFirst, joinNext, type Paged, putEntry, wholeSince } from "./paged";

interface Row {
  id: string;
  said?: string;
}
const ids = (list: Paged<Row>) => list.items.map(({ id }) => id).join("");
const page = (names: string, next: string | null): Paged<Row> => ({
  items: [...names].map((id) => ({ id })),
  next,
});

it("begins with a page, empty or not", () => {
  expect(joinFirst<Row>(null, page("", null))).toEqual({ items: [], next: null });
  expect(joinFirst<Row>(null, page("fed", "d"))).toEqual(page("fed", "d"));
});

it("keeps the pages behind the first when that one is read again", () => {
  const known = joinNext(joinFirst<Row>(null, page("fed", "d")), page("cb", "b"));
  expect(known).toEqual(page("fedcb", "b"));
  expect(joinFirst(known, page("gfe", "e"))).toEqual(page("gfedcb", "b"));
  expect(joinFirst(known, page("gf", null))).toEqual(page("gf", null));
});

it("leaves no gap where the first page has moved past what was known", () => {
  expect(joinFirst(page("cb", "b"), page("zyx", "x"))).toEqual(page("zyx", "x"));
  expect(joinFirst(page("cb", null), page("", null))).toEqual(page("", null));
});

it("takes entries that arrive: new ones and changed ones, but none behind the last page", () => {
  const known = page("fed", "d");
  expect(ids(putEntry(known, { id: "g" }))).toBe("gfed");
  const changed = putEntry(known, { id: "e", said: "more" });
  expect([ids(changed), changed.items[1]?.said]).toEqual(["fed", "more"]);
  expect(putEntry(known, { id: "a" })).toBe(known);
  expect(ids(putEntry({ ...known, next: null }, { id: "a" }))).toBe("feda");
  expect(ids(putEntry<Row>(null, { id: "a" }))).toBe("a");
});

it("tells since when several lists are whole", () => {
  expect(wholeSince([])).toBe("");
  expect(wholeSince([{ next: null, oldest: "5" }])).toBe("");
  expect(
    wholeSince([
      { next: "x", oldest: "3" },
      { next: "y", oldest: "5" },
      { next: null, oldest: "9" },
    ]),
  ).toBe("5");
});
