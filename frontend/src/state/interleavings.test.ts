/** What the server told two people is told here again in other orders: each client must end where the server did. */
import { describe, expect, test } from "vitest";
import recorded from "../../../tests/contract/vectors/interleavings.json?raw";
import type { Correction, CorrectionsAnswer, FrameContents } from "../contract/contract";
import { decodeCorrectionsAnswer, decodeFrameContents } from "../contract/decode";
import { decodeEvent } from "../contract/decodeMessage";
import type { FrameEvent } from "../contract/events";
import { meansTheSame } from "../model/conflict";
import { chanceOf } from "../model/testing";
import { createFrameStore } from "./frameStore";
import { createOutbox } from "./outbox";
import type { OutboxStorage } from "./outboxStorage";
import { soleTab } from "./tabs";

interface Request {
  who: number;
  corrections: Correction[];
  answer: CorrectionsAnswer;
}
interface Story {
  first: FrameContents;
  glimpse: FrameContents;
  requests: Request[];
  events: FrameEvent[];
  last: FrameContents;
}

const ORDERS = 8;

const stories = (JSON.parse(recorded) as Record<string, unknown>[]).map((story, place): Story => {
  const at = `story ${place}`;
  return {
    first: decodeFrameContents(story["first"], at),
    glimpse: decodeFrameContents(story["glimpse"], at),
    requests: (story["requests"] as Request[]).map((request) => ({
      ...request,
      answer: decodeCorrectionsAnswer(request.answer, at),
    })),
    events: (story["events"] as unknown[]).map((event) => decodeEvent(event, at) as FrameEvent),
    last: decodeFrameContents(story["last"], at),
  };
});

const nowhere: OutboxStorage = {
  load: async () => [],
  put: async () => undefined,
  remove: async () => undefined,
};

interface Flight {
  corrections: readonly Correction[];
  land(answer: CorrectionsAnswer): void;
}

/** One person's client, told a story in an order of its own. */
function makeClient(story: Story, who: number, chance: () => number) {
  const frameId = story.first.frame.id;
  const frames = createFrameStore();
  const flights: Flight[] = [];
  const sent = new Set<string>();
  const answered = new Set<string>();
  const answers = new Map(
    story.requests.flatMap(({ answer }) => answer.results.map((item) => [item.mutation_id, item] as const)),
  );
  const outbox = createOutbox({
    send: (_frameId, corrections) =>
      new Promise((land) => {
        for (const { mutation_id: id } of corrections) sent.add(id);
        flights.push({ corrections, land });
      }),
    storage: nowhere,
    tabs: soleTab(),
    listener: {
      onPending: () => frames.setPending(frameId, outbox.pendingFor(frameId)),
      onAnswered: (_frameId, told) => frames.settle(frameId, told, outbox.pendingFor(frameId)),
      isSettled: (_frameId, correction, answer) => {
        const seen = frames.visible(frameId);
        const ghost = correction.prediction_id ?? "";
        return meansTheSame(correction, answer, seen?.decided.get(ghost) ?? seen?.predictions.get(ghost));
      },
    },
    around: {
      setTimer: () => 0,
      clearTimer: () => undefined,
      now: () => 1,
      random: () => 1,
      visible: () => true,
    },
  });
  frames.setActor({ id: who === 0 ? "u_alice" : "u_bob", name: who === 0 ? "alice" : "bob" });
  frames.load(story.first, []);

  const mine = story.requests.filter((request) => request.who === who);
  const owns = new Set(mine.flatMap(({ corrections }) => corrections.map((item) => item.mutation_id)));
  let asked = 0;
  let heard = 0;
  let reading: "not yet" | "under way" | "done" = "not yet";

  const server = () => {
    const slot = frames.store.getState().slots.get(frameId);
    if (!slot) throw new Error("the frame is gone");
    return slot.server;
  };
  const knows = (correction: Correction) => {
    const { annotation_id: id, prediction_id: ghost, kind } = correction;
    const seen = frames.visible(frameId);
    if (!seen) return false;
    if (ghost) return seen.predictions.has(ghost) || seen.decided.has(ghost);
    return kind === "add" || (id !== undefined && (seen.annotations.has(id) || seen.tombstones.has(id)));
  };
  const wasDropped = (id: string) =>
    mine.slice(0, asked).some(({ corrections }) => corrections.some((item) => item.mutation_id === id)) &&
    !outbox.store.getState().entries.some((entry) => entry.mutation_id === id);

  const moves: Record<string, { may(): boolean; make(): void }> = {
    ask: {
      may: () => {
        const next = mine[asked];
        return next !== undefined && (next.corrections.every(knows) || !moves["hear"]?.may());
      },
      make: () => {
        outbox.enqueue("prj", frameId, mine[asked]?.corrections ?? []);
        asked += 1;
      },
    },
    answer: {
      may: () => flights.length > 0,
      make: () => {
        const flight = flights.shift();
        const results = (flight?.corrections ?? []).flatMap((item) => answers.get(item.mutation_id) ?? []);
        for (const item of results) answered.add(item.mutation_id);
        flight?.land({ seq: 0, results });
      },
    },
    hear: {
      may: () => {
        const next = story.events[heard];
        if (next?.type !== "annotation.corrected") return next !== undefined;
        const id = next.correction.mutation_id;
        return !owns.has(id) || sent.has(id) || wasDropped(id);
      },
      make: () => {
        const next = story.events[heard];
        if (next) frames.receive(next);
        heard += 1;
      },
    },
    hearAgain: {
      may: () => heard > 0 && chance() < 0.3,
      make: () => {
        const again = story.events[Math.floor(chance() * heard)];
        if (again) frames.receive(again);
      },
    },
    read: {
      may: () => {
        if (reading === "under way") return true;
        const { seq } = story.glimpse;
        const newest = Math.max(0, ...[...answered].map((id) => answers.get(id)?.seq ?? 0));
        const told = story.events.filter((event) => event.frame_seq <= seq);
        const done = told.every(
          (event) =>
            event.type !== "annotation.corrected" ||
            !owns.has(event.correction.mutation_id) ||
            sent.has(event.correction.mutation_id) ||
            wasDropped(event.correction.mutation_id),
        );
        return reading === "not yet" && done && server().seq <= seq && newest <= seq && chance() < 0.3;
      },
      make: () => {
        if (reading === "not yet") frames.expect(frameId);
        else frames.load(story.glimpse, outbox.pendingFor(frameId));
        reading = reading === "not yet" ? "under way" : "done";
      },
    },
    choose: {
      may: () => outbox.store.getState().entries.some((entry) => entry.state === "conflict"),
      make: () => {
        const entry = outbox.store.getState().entries.find((item) => item.state === "conflict");
        if (entry) outbox.takeTheirs(entry.mutation_id);
      },
    },
  };

  return {
    outbox,
    frames,
    frameId,
    async play(): Promise<void> {
      await outbox.begin(who === 0 ? "u_alice" : "u_bob");
      for (;;) {
        const open = Object.values(moves).filter((move) => move.may());
        const left = asked < mine.length || heard < story.events.length || flights.length > 0;
        if (!left && !moves["choose"]?.may() && reading !== "under way") return;
        const move = open[Math.floor(chance() * open.length)];
        if (!move) throw new Error("nothing can happen any more");
        move.make();
        await settled();
      }
    },
  };
}

describe("two people and a model on one frame", () => {
  test.each(stories.map((story, place) => ({ story, place })))(
    "story $place ends as the server says, in whatever order it is heard",
    async ({ story, place }) => {
      for (let order = 0; order < ORDERS; order++) {
        for (const who of [0, 1]) {
          const client = makeClient(story, who, chanceOf(place * 1_000 + order * 10 + who));
          await client.play();
          const seen = client.frames.visible(client.frameId);
          const at = `order ${order} of person ${who}`;
          expect(client.outbox.store.getState().entries, at).toEqual([]);
          expect(seen?.seq, at).toBe(story.last.seq);
          expect(byId(seen?.annotations.values() ?? []), at).toEqual(byId(story.last.annotations));
          expect(byId(seen?.predictions.values() ?? []), at).toEqual(byId(story.last.predictions));
          expect(seen?.modelVersion, at).toEqual(story.last.model_version);
        }
      }
    },
  );
});

/** Let what was answered have its effect: a few turns of promises, far cheaper than a timer's. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function byId<T extends { id: string }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}
