/** Colours of people: those who are here at the same time differ, and each keeps theirs as long as that goes. */

/** Apart under every kind of colour blindness, on dark and on light pictures; a test measures it. */
export const PEOPLE_PALETTE: readonly string[] = [
  "#56b4e9",
  "#f2a33a",
  "#8858a0",
  "#b84028",
  "#e85870",
  "#e8e870",
  "#88e8e8",
  "#4070e8",
];

/** By person, the place of their colour in the palette; those who left keep theirs until it is needed. */
export type Seats = ReadonlyMap<string, number>;

/** The place that somebody takes when nobody else is here: the same on every screen. */
export function preferredSeat(id: string): number {
  let hash = 2166136261;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  // The low bits of such a sum hardly differ for ids that differ in their last letter.
  return ((hash ^ (hash >>> 13)) >>> 0) % PEOPLE_PALETTE.length;
}

/** Give everybody who is here a place; the same map when nobody needs a new one. */
export function seatPeople(seats: Seats, present: readonly string[]): Seats {
  const here = [...new Set(present)];
  const newcomers = here.filter((id) => !seats.has(id));
  if (newcomers.length === 0) return seats;
  const next = new Map(seats);
  const taken = new Set(here.flatMap((id) => seats.get(id) ?? []));
  for (const id of newcomers) {
    const seat = freeSeat(preferredSeat(id), taken, new Set(next.values()));
    // Whoever left and had it, has none now: no two people in the map share one before all are taken.
    for (const [other, theirs] of next) if (theirs === seat && !here.includes(other)) next.delete(other);
    next.set(id, seat);
    taken.add(seat);
  }
  return next;
}

/** The preferred place, else one that nobody remembers, else one of somebody who left, else the preferred. */
function freeSeat(preferred: number, taken: ReadonlySet<number>, remembered: ReadonlySet<number>): number {
  if (!taken.has(preferred)) return preferred;
  const others = PEOPLE_PALETTE.map((_, step) => (preferred + step) % PEOPLE_PALETTE.length);
  return others.find((seat) => !remembered.has(seat)) ?? others.find((seat) => !taken.has(seat)) ?? preferred;
}

/** The colour of a person, here or not. */
export function personColour(seats: Seats, id: string): string {
  return PEOPLE_PALETTE[seats.get(id) ?? preferredSeat(id)] as string;
}
