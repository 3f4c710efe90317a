import { describe, expect, it } from "vitest";
import type { Backlog, DayWork, PersonWork } from "../../contract/console";
import { daysLeft, orderPeople, stillToDo, sumDays } from "./console";

const person = (name: string, more: Partial<PersonWork> = {}): PersonWork => ({
  person_id: name,
  name,
  pictures: 0,
  objects: 0,
  seconds_per_object: null,
  acceptance: null,
  passed: null,
  reviewed: 0,
  agreement: null,
  last_seen: null,
  ...more,
});
const names = (people: readonly PersonWork[]) => people.map(({ name }) => name);
const day = (approved: number): DayWork => ({
  day: "2026-01-31",
  submitted: 2,
  approved,
  returned: 0,
  skipped: 0,
  objects: 5,
});
const backlog: Backlog[] = [
  { stage: "waiting", frames: 10, since: null },
  { stage: "submitted", frames: 2, since: null },
  { stage: "approved", frames: 50, since: null },
  { stage: "skipped", frames: 3, since: null },
];

describe("the people of the console", () => {
  const people = [
    person("Bo", { pictures: 3, passed: 0.5 }),
    person("Al", { pictures: 3 }),
    person("Cy", { pictures: 9, passed: 1 }),
  ];

  it("are found by a part of their names, whatever the case", () => {
    expect(names(orderPeople(people, " C", { by: "name", down: false }))).toEqual(["Cy"]);
  });

  it("are sorted either way, level ones by name", () => {
    expect(names(orderPeople(people, "", { by: "pictures", down: true }))).toEqual(["Cy", "Al", "Bo"]);
    expect(names(orderPeople(people, "", { by: "pictures", down: false }))).toEqual(["Al", "Bo", "Cy"]);
  });

  it("come last where they lack the figure, either way", () => {
    expect(names(orderPeople(people, "", { by: "passed", down: true }))).toEqual(["Cy", "Bo", "Al"]);
    expect(names(orderPeople(people, "", { by: "passed", down: false }))).toEqual(["Bo", "Cy", "Al"]);
  });
});

describe("the sums of the console", () => {
  it("add days up", () => expect(sumDays([day(1), day(2)])).toMatchObject({ submitted: 4, approved: 3 }));

  it("leave out what is approved or skipped", () => expect(stillToDo(backlog)).toBe(12));

  it("tell how long what is left takes at this pace", () => {
    expect(daysLeft(backlog, [day(1), day(3)])).toBe(6);
    expect(daysLeft(backlog, [day(0)])).toBeNull();
  });
});
