/** Decoders of the audit trail and of the ledger beside it. */
import type {
  AuditEntry,
  AuditOutcome,
  AuditPage,
  AuditRequest,
  AuditSubject,
  LedgerPage,
  LedgerRow,
} from "./audit";
import { decodeActor } from "./decode";
import { KINDS } from "./decodeMessage";
import { type Decoder, Reader } from "./reader";

const OUTCOMES = ["done", "unknown", "refused"] as const satisfies readonly AuditOutcome[];

const decodeSubject: Decoder<AuditSubject> = (value, path) => {
  const r = new Reader(value, path);
  return { kind: r.text("kind"), id: r.text("id"), name: r.textOrNull("name") };
};

const decodeOrigin: Decoder<AuditRequest> = (value, path) => {
  const r = new Reader(value, path);
  return {
    method: r.textOrNull("method"),
    path: r.textOrNull("path"),
    address: r.textOrNull("address"),
    job_id: r.textOrNull("job_id"),
  };
};

const decodeEntry: Decoder<AuditEntry> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    number: r.number("number"),
    at: r.text("at"),
    actor: r.nested("actor", decodeActor),
    act: r.text("act"),
    project_id: r.textOrNull("project_id"),
    subject: r.nested("subject", decodeSubject),
    summary: r.text("summary", ""),
    asked: r.textOrNull("asked"),
    before: r.textOrNull("before"),
    after: r.textOrNull("after"),
    request: r.nested("request", decodeOrigin),
    outcome: r.choice("outcome", OUTCOMES),
    hash: r.text("hash", ""),
  };
};

export const decodeAuditPage: Decoder<AuditPage> = (value, path) => {
  const r = new Reader(value, path);
  return { items: r.sieve("entries", decodeEntry), next: r.textOrNull("next") };
};

export const decodeActNames: Decoder<string[]> = (value, path) =>
  new Reader(value, path).list("acts", (item, at) => new Reader({ item }, at).text("item"));

const decodeLedgerRow: Decoder<LedgerRow> = (value, path) => {
  const r = new Reader(value, path);
  return {
    mutation_id: r.text("mutation_id"),
    at: r.text("at"),
    actor: r.nested("actor", decodeActor),
    kind: r.choice("kind", KINDS),
    asset_id: r.text("asset_id"),
    frame_id: r.text("frame_id"),
    annotation_id: r.textOrNull("annotation_id"),
    label: r.textOrNull("label"),
  };
};

export const decodeLedgerPage: Decoder<LedgerPage> = (value, path) => {
  const r = new Reader(value, path);
  return { items: r.sieve("corrections", decodeLedgerRow), next: r.textOrNull("next") };
};
