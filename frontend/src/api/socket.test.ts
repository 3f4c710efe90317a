import { beforeEach, describe, expect, test } from "vitest";
import type { PortalEvent } from "../contract/events";
import { createProjectSocket, type SocketHandlers, type WebSocketLike } from "./socket";

/** The browser's socket, as far as the line can see it. */
class FakeSocket implements WebSocketLike {
  readyState = 1;
  onopen = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror = null;
  readonly sent: { type: string; after?: number }[] = [];
  closed = false;
  constructor(readonly url: string) {}
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
    this.readyState = 3;
  }
  says(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  breaks(code = 1006) {
    this.onclose?.({ code });
  }
}

const sockets: FakeSocket[] = [];
const timers = new Map<number, { at: number; run: () => void }>();
let now = 0;
let nextTimer = 1;
let visible = true;

function pass(milliseconds: number): void {
  const until = now + milliseconds;
  for (;;) {
    const due = [...timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
    if (!due) break;
    timers.delete(due[0]);
    now = due[1].at;
    due[1].run();
  }
  now = until;
}

function line() {
  const heard: number[] = [];
  const restarts: string[] = [];
  const refused: number[] = [];
  const handlers: SocketHandlers = {
    onEvent: (event: PortalEvent) => heard.push(event.seq),
    onRestart: (seq, reason) => restarts.push(`${reason} ${seq}`),
    onState: () => undefined,
    onPeople: () => undefined,
    onCursor: () => undefined,
    onSelection: () => undefined,
    onRefused: (code) => refused.push(code),
  };
  const socket = createProjectSocket("ws://here/ws/projects/p", handlers, {
    open: (url) => {
      const made = new FakeSocket(url);
      sockets.push(made);
      return made;
    },
    setTimer: (run, milliseconds) => {
      const id = nextTimer++;
      timers.set(id, { at: now + milliseconds, run });
      return id;
    },
    clearTimer: (id) => timers.delete(id),
    now: () => now,
    random: () => 1,
    visible: () => visible,
  });
  socket.start();
  return { socket, heard, restarts, refused };
}

const current = () => sockets.at(-1) as FakeSocket;
const welcome = (seq: number, continuity = "kept") => ({
  type: "welcome",
  seq,
  continuity,
  you: null,
  heartbeat_seconds: 5,
});
const event = (seq: number) => ({ type: "project.changed", seq, at: "", actor: null, project_id: "p" });

beforeEach(() => {
  sockets.length = 0;
  timers.clear();
  now = 0;
  visible = true;
});

describe("a line to a project", () => {
  test("begins live from the number of the first welcome", () => {
    const { heard, restarts } = line();
    expect(current().url).toBe("ws://here/ws/projects/p");
    current().says(welcome(10));
    current().says(event(11));
    expect(restarts).toEqual(["first 10"]);
    expect(heard).toEqual([11]);
  });

  test("hands each number on once", () => {
    const { heard } = line();
    current().says(welcome(10));
    for (const seq of [11, 11, 10, 12]) current().says(event(seq));
    expect(heard).toEqual([11, 12]);
  });

  test("asks for what a gap hides, once, and then delivers everything in order", () => {
    const { heard } = line();
    current().says(welcome(10));
    for (const seq of [13, 14]) current().says(event(seq));
    expect(heard).toEqual([]);
    expect(current().sent).toEqual([{ type: "resume", after: 10 }]);
    for (const seq of [11, 12, 13]) current().says(event(seq));
    expect(heard).toEqual([11, 12, 13, 14]);
  });

  test("a gap that nobody fills leads to a new line from the last number heard", () => {
    line();
    current().says(welcome(10));
    current().says(event(12));
    pass(4_100);
    pass(1_000);
    expect(sockets).toHaveLength(2);
    expect(current().url).toContain("?after=10");
  });

  test("an event that cannot be read still counts, so that no gap opens", () => {
    const { heard } = line();
    current().says(welcome(1));
    current().says({ type: "asset.ready", seq: 2, asset: { broken: true } });
    current().says(event(3));
    expect(heard).toEqual([2, 3]);
  });

  test("words that are not JSON are dropped", () => {
    const { heard } = line();
    current().says(welcome(1));
    current().onmessage?.({ data: "{nonsense" });
    current().says(event(2));
    expect(heard).toEqual([2]);
  });

  test("comes back after a break with what it missed", () => {
    const { heard, restarts } = line();
    current().says(welcome(10));
    current().says(event(11));
    current().breaks();
    pass(1_000);
    expect(current().url).toContain("?after=11");
    current().says(welcome(13));
    for (const seq of [12, 13]) current().says(event(seq));
    expect(heard).toEqual([11, 12, 13]);
    expect(restarts).toEqual(["first 10"]);
  });

  test("lost continuity asks for the state to be read again and goes on from there", () => {
    const { heard, restarts } = line();
    current().says(welcome(10));
    current().breaks();
    pass(1_000);
    current().says(welcome(900, "lost"));
    current().says(event(901));
    expect(restarts).toEqual(["first 10", "lost 900"]);
    expect(heard).toEqual([901]);
  });

  test("pings, and gives a silent line up after fifteen seconds", () => {
    line();
    current().says(welcome(1));
    pass(5_100);
    expect(current().sent).toContainEqual({ type: "ping" });
    const [first] = sockets;
    pass(16_000);
    expect(first?.closed).toBe(true);
    expect(sockets.length).toBeGreaterThan(1);
  });

  test("a pong that knows more than was pushed makes it ask", () => {
    line();
    current().says(welcome(10));
    current().says({ type: "pong", seq: 12 });
    pass(1_100);
    expect(current().sent).toContainEqual({ type: "resume", after: 10 });
  });

  test.each([
    [true, 3_000],
    [false, 20_000],
  ])("with the tab visible: %s, waits longer after each failure, at most %d ms", (isVisible, most) => {
    visible = isVisible;
    line();
    const waited: number[] = [];
    for (let i = 0; i < 8; i++) {
      const before = sockets.length;
      current().breaks();
      const from = now;
      while (sockets.length === before) pass(100);
      waited.push(now - from);
    }
    expect(waited).toEqual([...waited].sort((a, b) => a - b));
    expect(waited[2]).toBeGreaterThan((waited[0] ?? 0) * 3);
    expect(waited.at(-1)).toBe(most);
  });

  test("a sign of life ends the pause between two tries", () => {
    const { socket } = line();
    current().breaks();
    socket.hurry();
    expect(sockets).toHaveLength(2);
  });

  test("a sign of life replaces a line that hangs unanswered, not a fresh one and not one that stands", () => {
    const { socket } = line();
    socket.hurry();
    expect(sockets).toHaveLength(1);
    pass(2_500);
    socket.hurry();
    expect(sockets.map((opened) => opened.closed)).toEqual([true, false]);
    current().says(welcome(1));
    pass(2_500);
    socket.hurry();
    expect(sockets).toHaveLength(2);
  });

  test("after it was told to slow down, no sign of life makes it hurry", () => {
    const { socket } = line();
    current().breaks(4429);
    socket.hurry();
    expect(sockets).toHaveLength(1);
    pass(2_000);
    expect(sockets).toHaveLength(2);
  });

  test.each([4401, 4403, 4404] as const)("does not come back by itself after %d", (code) => {
    const { refused } = line();
    current().says(welcome(1));
    current().breaks(code);
    pass(60_000);
    expect(sockets).toHaveLength(1);
    expect(refused).toEqual([code]);
  });
});
