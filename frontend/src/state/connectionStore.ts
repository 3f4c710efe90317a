/** The live line of the open project: whether it stands, how far it has heard, who else is here. */
import { createStore } from "zustand/vanilla";
import type { SocketState } from "../api/socket";
import type { Person } from "../contract/contract";
import type { CursorMoved, SelectionChanged } from "../contract/messages";
import { keepFresh, type RemoteSelection } from "../model/inHand";
import { personColour, type Seats, seatPeople } from "../model/personColours";

export interface RemoteCursor extends CursorMoved {
  readonly seenAt: number;
}

export interface ConnectionState {
  readonly socket: SocketState;
  readonly seq: number | null;
  readonly people: readonly Person[];
  /** Which colour each person has. */
  readonly seats: Seats;
  readonly cursors: ReadonlyMap<string, RemoteCursor>;
  /** What each other tab has in hand, by connection. */
  readonly selections: ReadonlyMap<string, RemoteSelection>;
}

export const connectionStore = createStore<ConnectionState>(() => ({
  socket: "closed",
  seq: null,
  people: [],
  seats: new Map(),
  cursors: new Map(),
  selections: new Map(),
}));

export function placeCursor(cursor: CursorMoved): void {
  const cursors = new Map(connectionStore.getState().cursors);
  cursors.set(cursor.connection_id, { ...cursor, seenAt: Date.now() });
  connectionStore.setState({ cursors });
}

export function setPeople(people: readonly Person[]): void {
  const here = new Map(people.map((person) => [person.connection_id, person.frame_id]));
  const cursors = new Map(
    [...connectionStore.getState().cursors].filter(([id, cursor]) => here.get(id) === cursor.frame_id),
  );
  const selections = new Map(
    [...connectionStore.getState().selections].filter(([id, held]) => here.get(id) === held.frame_id),
  );
  const seats = seatPeople(
    connectionStore.getState().seats,
    people.map((person) => person.id),
  );
  connectionStore.setState({ people, cursors, selections, seats });
}

/** The colour of a person now, whether they are here or not. */
export function colourOfPerson(id: string): string {
  return personColour(connectionStore.getState().seats, id);
}

export function placeSelection(selection: SelectionChanged): void {
  const selections = new Map(connectionStore.getState().selections);
  if (selection.ids.length === 0) selections.delete(selection.connection_id);
  else selections.set(selection.connection_id, { ...selection, seenAt: Date.now() });
  connectionStore.setState({ selections });
}

/** Forget what nobody has repeated for a while: its owner is gone. */
export function dropOldSelections(): void {
  const { selections } = connectionStore.getState();
  const fresh = keepFresh(selections, Date.now());
  if (fresh !== selections) connectionStore.setState({ selections: fresh });
}
