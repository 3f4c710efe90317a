/** Speaks JSON with the portal: CSRF, typed errors, and a person who must sign in again in place. */
import { DecodeError, type Decoder } from "../contract/reader";

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The whole answer, for codes that carry more than a reason (revision_conflict). */
  readonly body: unknown;
  /** When another try is worth while, where the portal says so. */
  readonly retryAfterMs: number | null;
  constructor(
    status: number,
    code: string,
    message: string,
    fields: Record<string, string>,
    body: unknown,
    retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.body = body;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The portal could not be reached at all. */
export class NetworkError extends Error {
  constructor(message = "The portal cannot be reached.") {
    super(message);
    this.name = "NetworkError";
  }
}

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;

export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Register who asks the person to sign in again when a session has ended. */
export function onUnauthenticated(listener: () => void): void {
  onSignedOut = listener;
}

let onReached: () => void = () => undefined;

/** Register who hears of every successful answer: a sign that the portal is there. */
export function onPortalReached(listener: () => void): void {
  onReached = listener;
}

export function announceSignedOut(): void {
  onSignedOut();
}

export function csrf(): string {
  const cookie = typeof document === "undefined" ? "" : document.cookie;
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(cookie);
  return match?.[1] ? decodeURIComponent(match[1]) : (csrfToken ?? "");
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  json?: unknown;
  form?: FormData;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  /** A 401 here is an answer, not an ended session. */
  quiet401?: boolean;
  /** Sent to its end even when the page is closed. */
  keepalive?: boolean;
}

/** Ask the portal and decode its answer.
 *
 * @throws ApiError when it refuses, NetworkError when it cannot be reached, DecodeError when it answers nonsense.
 */
export async function request<T>(
  path: string,
  decoder: Decoder<T>,
  options: RequestOptions = {},
): Promise<T> {
  const response = await send(path, options);
  if (response.status === 204) return decoder(null, path);
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    throw new DecodeError(path, "JSON");
  }
  return decoder(body, path);
}

export const ignoreAnswer: Decoder<null> = () => null;

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? "GET";
  const headers = new Headers({ Accept: "application/json", ...options.headers });
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (method !== "GET") headers.set("X-CSRFToken", csrf());
  if (options.json !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(options.json);
  }
  if (options.form) init.body = options.form;
  if (options.signal) init.signal = options.signal;
  if (options.keepalive) init.keepalive = true;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NetworkError();
  }
  if (response.ok) {
    onReached();
    return response;
  }
  const failure = await readFailure(response);
  if (failure.status === 401 && !options.quiet401) onSignedOut();
  throw failure;
}

async function readFailure(response: Response): Promise<ApiError> {
  const textBody = await response.text().catch(() => "");
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return errorFrom(response.status, textBody, Number.isNaN(seconds) ? null : seconds * 1000);
}

/** Build the typed error from a refused answer's status and text. */
export function errorFrom(status: number, textBody: string, retryAfterMs: number | null = null): ApiError {
  let body: unknown = null;
  try {
    body = JSON.parse(textBody);
  } catch {
    body = null;
  }
  const record = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const code = typeof record["code"] === "string" ? record["code"] : `http_${status}`;
  const message = typeof record["message"] === "string" ? record["message"] : describeStatus(status);
  const given = typeof record["fields"] === "object" && record["fields"] !== null ? record["fields"] : {};
  const fields: Record<string, string> = {};
  for (const [path, reason] of Object.entries(given)) fields[path] = String(reason);
  return new ApiError(status, code, message, fields, body, retryAfterMs);
}

function describeStatus(status: number): string {
  if (status === 413) return "The file is larger than the portal accepts.";
  if (status === 429) return "Too many requests at once; try again in a moment.";
  if (status >= 500) return "The portal had a fault. Your work is kept here.";
  return `The portal refused (${status}).`;
}

/** Whether trying the same again later may help. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 408);
}
