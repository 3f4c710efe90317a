/** How the portal runs, as administrators are told once a second. Null is “not known”. */
export type QueueName = "interactive" | "bulk" | "video" | "export" | "training";

export interface QueueGauge {
  queue: QueueName;
  depth: number;
  at_least: boolean;
  oldest_seconds: number;
  running: number;
}

export interface ModelGauge {
  model: string;
  rate: number;
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface PartGauge {
  part: string;
  ok: boolean;
  advice: string;
}

/** One moment; rates are a second's. */
export interface Point {
  at: string;
  upload_bytes: number | null;
  queued: number;
  oldest_seconds: number;
  inferences: number | null;
  inference_p95_ms: number | null;
  lag_ms: number | null;
  events: number | null;
  sockets: number | null;
  requests: number | null;
  request_p95_ms: number | null;
  errors: number | null;
}

export interface Operations {
  point: Point;
  uploads_open: number;
  queues: QueueGauge[];
  failed: number;
  quarantined: number;
  models: ModelGauge[];
  relay_silent_seconds: number | null;
  disk_free: number;
  disk_total: number;
  parts: PartGauge[];
}

export type OperationsMessage =
  | { type: "operations.history"; points: Point[]; heartbeat_seconds: number }
  | { type: "operations.now"; operations: Operations }
  | { type: "error"; message: string }
  | { type: "pong" };
