/** Decoder of what the socket of the operations dashboard says. */
import type { Operations, OperationsMessage, Point } from "./operations";
import { type Decoder, Reader } from "./reader";

const QUEUES = ["interactive", "bulk", "video", "export", "training"] as const;

const decodePoint: Decoder<Point> = (value, path) => {
  const r = new Reader(value, path);
  return {
    at: r.text("at"),
    upload_bytes: r.numberOrNull("upload_bytes"),
    queued: r.number("queued", 0),
    oldest_seconds: r.number("oldest_seconds", 0),
    inferences: r.numberOrNull("inferences"),
    inference_p95_ms: r.numberOrNull("inference_p95_ms"),
    lag_ms: r.numberOrNull("lag_ms"),
    events: r.numberOrNull("events"),
    sockets: r.numberOrNull("sockets"),
    requests: r.numberOrNull("requests"),
    request_p95_ms: r.numberOrNull("request_p95_ms"),
    errors: r.numberOrNull("errors"),
  };
};

const decodeNow: Decoder<Operations> = (value, path) => {
  const r = new Reader(value, path);
  return {
    point: r.nested("point", decodePoint),
    uploads_open: r.number("uploads_open", 0),
    queues: r.sieve("queues", (item, at) => {
      const q = new Reader(item, at);
      return {
        queue: q.choice("queue", QUEUES),
        depth: q.number("depth", 0),
        at_least: q.flag("at_least"),
        oldest_seconds: q.number("oldest_seconds", 0),
        running: q.number("running", 0),
      };
    }),
    failed: r.number("failed", 0),
    quarantined: r.number("quarantined", 0),
    models: r.sieve("models", (item, at) => {
      const m = new Reader(item, at);
      return {
        model: m.text("model"),
        rate: m.number("rate", 0),
        p50_ms: m.numberOrNull("p50_ms"),
        p95_ms: m.numberOrNull("p95_ms"),
      };
    }),
    relay_silent_seconds: r.numberOrNull("relay_silent_seconds"),
    disk_free: r.number("disk_free", 0),
    disk_total: r.number("disk_total", 0),
    parts: r.sieve("parts", (item, at) => {
      const p = new Reader(item, at);
      return { part: p.text("part"), ok: p.flag("ok"), advice: p.text("advice", "") };
    }),
  };
};

export const decodeOperations: Decoder<OperationsMessage> = (value, path) => {
  const r = new Reader(value, path);
  const type = r.choice("type", ["operations.history", "operations.now", "error", "pong"] as const);
  switch (type) {
    case "operations.history":
      return {
        type,
        points: r.sieve("points", decodePoint),
        heartbeat_seconds: r.number("heartbeat_seconds", 5),
      };
    case "operations.now":
      return { type, operations: r.nested("operations", decodeNow) };
    case "error":
      return { type, message: r.text("message", "") };
    case "pong":
      return { type };
  }
};
