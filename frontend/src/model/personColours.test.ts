import * as fc from "fast-check";
import { expect, test } from "vitest";
import { colourDistance } from "./colourDistance";
import { contrast } from "./palette";
import { PEOPLE_PALETTE, personColour, preferredSeat, type Seats, seatPeople } from "./personColours";

const NOBODY: Seats = new Map();
const SEATS = PEOPLE_PALETTE.length;
const someone = fc.integer({ min: 0, max: 30 }).map((number) => `usr_${number}`);
const crowdOf = (maxLength: number) => fc.array(fc.uniqueArray(someone, { maxLength }), { maxLength: 12 });

const colours = (seats: Seats, ids: readonly string[]) => ids.map((id) => personColour(seats, id));

test("nobody here, nobody seated", () => {
  expect(seatPeople(NOBODY, [])).toBe(NOBODY);
});

test("somebody alone has their own colour, the same on every screen", () => {
  const seats = seatPeople(NOBODY, ["usr_1"]);
  expect(seats.get("usr_1")).toBe(preferredSeat("usr_1"));
  expect(seatPeople(seats, ["usr_1", "usr_1"])).toBe(seats);
});

test.each([SEATS, 12])(
  "people come and go, at most %i: nobody's colour changes while they are here",
  (most) => {
    fc.assert(
      fc.property(crowdOf(most), (moments) => {
        let seats = NOBODY;
        let before: readonly string[] = [];
        for (const present of moments) {
          const next = seatPeople(seats, present);
          const different = new Set(colours(next, present)).size;
          if (most <= SEATS) expect(different).toBe(present.length);
          const stayed = present.filter((id) => before.includes(id));
          expect(colours(next, stayed)).toEqual(colours(seats, stayed));
          [seats, before] = [next, present];
        }
      }),
    );
  },
);

test("more people than colours share them, each with a colour of the palette", () => {
  const many = Array.from({ length: 20 }, (_, index) => `usr_${index}`);
  const seats = seatPeople(NOBODY, many);
  expect(new Set(colours(seats, many)).size).toBe(SEATS);
  expect(colours(seats, many).every((colour) => PEOPLE_PALETTE.includes(colour))).toBe(true);
});

test("who left is remembered until the colour is needed", () => {
  const first = seatPeople(NOBODY, ["usr_1", "usr_2"]);
  const alone = seatPeople(first, ["usr_2"]);
  expect(personColour(alone, "usr_1")).toBe(personColour(first, "usr_1"));
  expect(seatPeople(alone, ["usr_2", "usr_1"])).toBe(first);
});

test("preferred colours spread over the palette", () => {
  const taken = Array.from({ length: 800 }, (_, index) => preferredSeat(`usr_01a2081eaec9${index}`));
  for (let seat = 0; seat < SEATS; seat++)
    expect(taken.filter((one) => one === seat).length).toBeGreaterThan(50);
});

test("all colours are apart to colour-blind eyes, and are seen on a dark ground", () => {
  expect(colourDistance("#000000", "#ffffff")).toBeCloseTo(100, 0);
  expect(colourDistance("#d00000", "#d00000")).toBe(0);
  for (const [index, one] of PEOPLE_PALETTE.entries()) {
    expect(contrast(one, "#000000")).toBeGreaterThan(3);
    for (const other of PEOPLE_PALETTE.slice(0, index)) {
      expect(colourDistance(one, other), `${one} and ${other}`).toBeGreaterThan(10);
    }
  }
});
