/** What goes over the socket besides the numbered events. */
import type { Actor, Person } from "./contract";
import type { PortalEvent } from "./events";
import type { Notification } from "./work";

export interface Welcome {
  type: "welcome";
  seq: number;
  continuity: "kept" | "lost";
  you: Actor | null;
  heartbeat_seconds: number;
}

export interface PresenceChanged {
  type: "presence.changed";
  people: Person[];
}

export interface CursorMoved {
  type: "cursor.moved";
  connection_id: string;
  id: string;
  name: string;
  frame_id: string;
  x: number;
  y: number;
}

/** What somebody has in hand, repeated while it holds; `editing` while they change it. A hint, not a lock. */
export interface SelectionChanged {
  type: "selection.changed";
  connection_id: string;
  id: string;
  name: string;
  frame_id: string;
  ids: string[];
  editing: boolean;
}

/** Something concerns this person; it came to all of their pages. */
export interface NotificationTold {
  type: "notification.told";
  notification: Notification;
}

export interface Pong {
  type: "pong";
  /** The last number of the log; a client that has heard less asks for the rest. */
  seq: number | null;
}

export interface ContinuityLost {
  type: "continuity.lost";
  seq: number;
}

export interface SocketFault {
  type: "error";
  code: string;
  message: string;
}

export type ServerMessage =
  | Welcome
  | ContinuityLost
  | PresenceChanged
  | CursorMoved
  | SelectionChanged
  | Pong
  | SocketFault
  | NotificationTold
  | PortalEvent;

export type ClientMessage =
  | { type: "ping" }
  | { type: "resume"; after: number }
  | { type: "presence"; frame_id: string | null }
  | { type: "cursor"; frame_id: string; x: number; y: number }
  | { type: "selection"; frame_id: string; ids: readonly string[]; editing: boolean };
