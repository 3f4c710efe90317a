/** Keeps one live line to a project: every numbered event once and in order, across drops and gaps. */
import type { Person } from "../contract/contract";
import { decodeServerMessage } from "../contract/decodeMessage";
import type { PortalEvent } from "../contract/events";
import type { ClientMessage, CursorMoved, SelectionChanged, ServerMessage } from "../contract/messages";
import { DecodeError, reportDropped } from "../contract/reader";
import type { Notification } from "../contract/work";

export type SocketState = "connecting" | "online" | "waiting" | "closed";

export interface SocketHandlers {
  onEvent(event: PortalEvent): void;
  /** The first welcome, or one after which events are missing for good: read the state again. */
  onRestart(seq: number, reason: "first" | "lost"): void;
  onState(state: SocketState): void;
  onPeople(people: Person[]): void;
  onCursor(cursor: CursorMoved): void;
  onSelection(selection: SelectionChanged): void;
  /** Something concerns this person. */
  onTold?(told: Notification): void;
  /** Signed out (4401), not a member (4403), no such project (4404). */
  onRefused(code: 4401 | 4403 | 4404): void;
}

/** The browser's socket, clock and chance, so that tests can stand in for them. */
export interface SocketSurroundings {
  open(url: string): WebSocketLike;
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
  now(): number;
  random(): number;
  /** Whether a person may be looking. */
  visible(): boolean;
}

export interface WebSocketLike {
  readonly readyState: number;
  onopen: ((event: unknown) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

const OPEN = 1;
const TOO_FAST = 4429;
const SILENCE_MS = 15_000;
const GAP_PATIENCE_MS = 4_000;
const LAG_PATIENCE_MS = 1_000;
const BACKOFF_FIRST_MS = 400;
const BACKOFF_MAX_MS = 3_000;
const BACKOFF_MAX_HIDDEN_MS = 20_000;
/** A line that has not been welcomed by now is given up when something says that the portal is there. */
const WELCOME_PATIENCE_MS = 2_000;

export interface ProjectSocket {
  start(): void;
  stop(): void;
  /** Try at once: something says that the portal can be reached. Does nothing to a line that stands. */
  hurry(): void;
  send(message: ClientMessage): void;
  lastSeq(): number | null;
}

const browser: SocketSurroundings = {
  open: (url) => new WebSocket(url) as unknown as WebSocketLike,
  setTimer: (run, milliseconds) => setTimeout(run, milliseconds) as unknown as number,
  clearTimer: (timer) => clearTimeout(timer),
  now: () => Date.now(),
  random: () => Math.random(),
  visible: () => document.visibilityState === "visible",
};

export function createProjectSocket(
  url: string,
  handlers: SocketHandlers,
  around: SocketSurroundings = browser,
): ProjectSocket {
  let line: WebSocketLike | null = null;
  let last: number | null = null;
  let attempts = 0;
  let heardAt = 0;
  let stopped = true;
  let retryTimer: number | null = null;
  let beatTimer: number | null = null;
  let gapTimer: number | null = null;
  let lagTimer: number | null = null;
  let openedAt = 0;
  let welcomed = false;
  let toldToSlowDown = false;
  const early = new Map<number, PortalEvent>();

  const clear = (timer: number | null) => {
    if (timer !== null) around.clearTimer(timer);
    return null;
  };

  function connect(): void {
    retryTimer = clear(retryTimer);
    early.clear();
    handlers.onState("connecting");
    heardAt = openedAt = around.now();
    welcomed = false;
    const opened = around.open(last === null ? url : `${url}?after=${last}`);
    line = opened;
    opened.onmessage = (event) => {
      if (line === opened) hear(event.data);
    };
    opened.onclose = (event) => {
      if (line === opened) dropped(event.code);
    };
    opened.onerror = () => undefined;
    beat(5_000);
  }

  function beat(every: number): void {
    beatTimer = clear(beatTimer);
    beatTimer = around.setTimer(() => {
      if (around.now() - heardAt > SILENCE_MS) {
        abandon();
        return;
      }
      send({ type: "ping" });
      beat(every);
    }, every);
  }

  /** Give a dead line up without waiting for the network to notice. */
  function abandon(): void {
    const dead = line;
    line = null;
    dead?.close();
    dropped(1006);
  }

  function dropped(code: number): void {
    line = null;
    beatTimer = clear(beatTimer);
    gapTimer = clear(gapTimer);
    lagTimer = clear(lagTimer);
    if (stopped) return;
    if (code === 4401 || code === 4403 || code === 4404) {
      stopped = true;
      handlers.onState("closed");
      handlers.onRefused(code);
      return;
    }
    toldToSlowDown = code === TOO_FAST;
    handlers.onState("waiting");
    const most = around.visible() ? BACKOFF_MAX_MS : BACKOFF_MAX_HIDDEN_MS;
    const ceiling = Math.min(most, BACKOFF_FIRST_MS * 2 ** attempts) * (toldToSlowDown ? 4 : 1);
    attempts += 1;
    retryTimer = around.setTimer(connect, ceiling * (0.5 + around.random() / 2));
  }

  function hear(raw: unknown): void {
    heardAt = around.now();
    let message: ServerMessage;
    try {
      message = decodeServerMessage(JSON.parse(String(raw)), "socket");
    } catch (error) {
      if (error instanceof DecodeError) reportDropped(error);
      else if (error instanceof SyntaxError) reportDropped(new DecodeError("socket", "JSON"));
      else throw error;
      return;
    }
    switch (message.type) {
      case "welcome":
        attempts = 0;
        welcomed = true;
        beat(Math.max(1, message.heartbeat_seconds) * 1000);
        handlers.onState("online");
        if (last === null || message.continuity === "lost") {
          const reason = last === null ? "first" : "lost";
          last = message.seq;
          early.clear();
          handlers.onRestart(message.seq, reason);
        }
        return;
      case "presence.changed":
        handlers.onPeople(message.people);
        return;
      case "cursor.moved":
        handlers.onCursor(message);
        return;
      case "selection.changed":
        handlers.onSelection(message);
        return;
      case "notification.told":
        handlers.onTold?.(message.notification);
        return;
      case "pong":
        if (message.seq !== null) noticeSilence(message.seq);
        return;
      case "continuity.lost":
        last = message.seq;
        early.clear();
        gapTimer = clear(gapTimer);
        handlers.onRestart(message.seq, "lost");
        return;
      case "error":
        reportDropped(new DecodeError(`socket.${message.code}`, message.message));
        return;
      default:
        receive(message);
    }
  }

  function receive(event: PortalEvent): void {
    if (last === null || event.seq <= last) return;
    if (event.seq > last + 1) {
      const asked = early.size > 0;
      early.set(event.seq, event);
      if (!asked) askForMissing();
      return;
    }
    deliver(event);
    for (let next = early.get(last + 1); next; next = early.get(last + 1)) {
      early.delete(next.seq);
      deliver(next);
    }
    for (const seq of early.keys()) if (seq <= last) early.delete(seq);
    if (early.size === 0) gapTimer = clear(gapTimer);
  }

  function deliver(event: PortalEvent): void {
    last = event.seq;
    handlers.onEvent(event);
  }

  /** The log is ahead of what was pushed: give the push a moment, then ask. */
  function noticeSilence(seq: number): void {
    if (last === null || seq <= last || early.size > 0 || lagTimer !== null) return;
    lagTimer = around.setTimer(() => {
      lagTimer = null;
      if (last !== null && last < seq) send({ type: "resume", after: last });
    }, LAG_PATIENCE_MS);
  }

  function askForMissing(): void {
    send({ type: "resume", after: last ?? 0 });
    gapTimer = clear(gapTimer);
    gapTimer = around.setTimer(() => {
      gapTimer = null;
      if (early.size > 0) abandon();
    }, GAP_PATIENCE_MS);
  }

  function send(message: ClientMessage): void {
    if (line && line.readyState === OPEN) line.send(JSON.stringify(message));
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      attempts = 0;
      connect();
    },
    stop() {
      stopped = true;
      retryTimer = clear(retryTimer);
      beatTimer = clear(beatTimer);
      gapTimer = clear(gapTimer);
      const open = line;
      line = null;
      open?.close(1000);
      handlers.onState("closed");
    },
    hurry() {
      if (stopped || (!line && toldToSlowDown)) return;
      if (line && (welcomed || around.now() - openedAt < WELCOME_PATIENCE_MS)) return;
      const hanging = line;
      line = null;
      hanging?.close();
      attempts = 0;
      connect();
    },
    send,
    lastSeq: () => last,
  };
}

/** The address of a project's socket on the page's own origin. */
export function projectSocketUrl(
  projectId: string,
  place: { protocol: string; host: string } = location,
): string {
  const scheme = place.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${place.host}/ws/projects/${encodeURIComponent(projectId)}`;
}
