/** The live line of the open project: whether it stands, how far it has heard, who else is here. */
import { createStore } from "zustand/vanilla";
import type { SocketState } from "../api/socket";
import type { Person } from "../contract/contract";
import type { CursorMoved } from "../contract/messages";

export interface RemoteCursor extends CursorMoved {
  readonly seenAt: number;
}

export interface ConnectionState {
  readonly socket: SocketState;
  readonly seq: number | null;
  readonly people: readonly Person[];
  readonly cursors: ReadonlyMap<string, RemoteCursor>;
}

export const connectionStore = createStore<ConnectionState>(() => ({
  socket: "closed",
  seq: null,
  people: [],
  cursors: new Map(),
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
  connectionStore.setState({ people, cursors });
}
