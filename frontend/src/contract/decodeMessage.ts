/** Turns a message from the socket (or a page of the event log) into a ServerMessage. */
import type { CorrectionKind, Person } from "./contract";
import {
  decodeActor,
  decodeAnnotation,
  decodeAsset,
  decodeExport,
  decodeJob,
  decodeModelVersion,
  decodeModelVersionShort,
  decodePrediction,
  decodeSnapshot,
  VERDICTS,
} from "./decode";
import { decodeEvaluation, decodePoint, decodeTraining } from "./decodeLearning";
import { decodeRegion } from "./decodePrompt";
import { decodeKeyframe } from "./decodeShape";
import { decodePropagationShort } from "./decodeVideo";
import { decodeIssue, decodeNotification, decodeWorkItem } from "./decodeWork";
import type { EventHead, PortalEvent } from "./events";
import type { ServerMessage } from "./messages";
import { DecodeError, type Decoder, Reader, reportDropped } from "./reader";

export const KINDS: readonly CorrectionKind[] = [
  "add",
  "accept",
  "adjust",
  "reshape",
  "relabel",
  "describe",
  "remove",
  "restore",
  "reject",
  "reopen",
  "withdraw",
  "rekey",
];

const decodePerson: Decoder<Person> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name", ""),
    connection_id: r.text("connection_id", ""),
    frame_id: r.textOrNull("frame_id"),
  };
};

function head(r: Reader): EventHead {
  return {
    seq: r.number("seq"),
    at: r.text("at", ""),
    actor: r.nestedOrNull("actor", decodeActor),
    project_id: r.text("project_id", ""),
  };
}

/** Decode one numbered event; a broken payload still yields its number, so that the sequence has no hole. */
export const decodeEvent: Decoder<PortalEvent> = (value, path) => {
  const r = new Reader(value, path);
  const common = head(r);
  const type = r.text("type");
  try {
    return decodePayload(r, type, common);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    reportDropped(error);
    return { ...common, type: "unknown", original_type: type };
  }
};

function decodePayload(r: Reader, type: string, common: EventHead): PortalEvent {
  switch (type) {
    case "asset.uploaded":
    case "asset.ready":
    case "asset.failed":
    case "asset.changed":
      return { ...common, type, asset: r.nested("asset", decodeAsset) };
    case "predictions.recorded": {
      const frameId = r.text("frame_id");
      return {
        ...common,
        type,
        asset_id: r.text("asset_id", ""),
        frame_id: frameId,
        frame_seq: r.number("frame_seq"),
        model_version: r.nestedOrNull("model_version", decodeModelVersionShort),
        predictions: r.has("predictions") ? r.sieve("predictions", decodePrediction) : null,
        count: r.number("count", 0),
        replaces: r.textOrNull("replaces"),
        region: r.nestedOrNull("region", decodeRegion),
      };
    }
    case "annotation.corrected":
      return {
        ...common,
        type,
        asset_id: r.text("asset_id", ""),
        frame_id: r.text("frame_id"),
        frame_seq: r.number("frame_seq"),
        correction: r.nested("correction", (inner, innerPath) => {
          const c = new Reader(inner, innerPath);
          return {
            mutation_id: c.text("mutation_id", ""),
            kind: c.choice("kind", KINDS),
            prediction_id: c.textOrNull("prediction_id"),
            annotation_id: c.textOrNull("annotation_id"),
          };
        }),
        annotation: r.nestedOrNull("annotation", decodeAnnotation),
        reopened: r.nestedOrNull("reopened", decodePrediction),
        annotation_id: r.textOrNull("annotation_id"),
        revision: r.numberOrNull("revision"),
      };
    case "frame.reviewed":
      return {
        ...common,
        type,
        asset_id: r.text("asset_id", ""),
        frame_id: r.text("frame_id"),
        frame_seq: r.number("frame_seq"),
        verdict: r.choice("verdict", VERDICTS),
        comment: r.textOrNull("comment"),
      };
    case "snapshot.frozen":
      return { ...common, type, snapshot: r.nested("snapshot", decodeSnapshot) };
    case "export.queued":
    case "export.finished":
    case "export.failed":
      return { ...common, type, export: r.nested("export", decodeExport) };
    case "job.progressed":
      return { ...common, type, job: r.nested("job", decodeJob) };
    case "propagation.progressed":
      return {
        ...common,
        type,
        propagation: r.nested("propagation", decodePropagationShort),
        added: r.list("added", decodeKeyframe),
      };
    case "model_version.registered":
    case "model_version.promoted":
      return { ...common, type, model_version: r.nested("model_version", decodeModelVersion) };
    case "training.progressed":
      return {
        ...common,
        type,
        training: r.nested("training", decodeTraining),
        points: r.sieve("points", decodePoint),
      };
    case "model_version.judged":
      return { ...common, type, evaluation: r.nested("evaluation", decodeEvaluation) };
    case "issue.changed":
      return { ...common, type, issue: r.nested("issue", decodeIssue) };
    case "work.changed":
      return { ...common, type, work: r.nested("work", decodeWorkItem) };
    case "quality.changed":
      return { ...common, type, frame_id: r.textOrNull("frame_id") };
    case "project.changed":
      return { ...common, type };
    default:
      return { ...common, type: "unknown", original_type: type };
  }
}

/** Decode anything the socket may say. */
export const decodeServerMessage: Decoder<ServerMessage> = (value, path) => {
  const r = new Reader(value, path);
  switch (r.text("type")) {
    case "welcome":
      return {
        type: "welcome",
        seq: r.number("seq"),
        continuity: r.choice("continuity", ["kept", "lost"] as const, "kept"),
        you: r.nestedOrNull("you", decodeActor),
        heartbeat_seconds: r.number("heartbeat_seconds", 5),
      };
    case "presence.changed":
      return { type: "presence.changed", people: r.sieve("people", decodePerson) };
    case "cursor.moved":
      return {
        type: "cursor.moved",
        connection_id: r.text("connection_id"),
        id: r.text("id", ""),
        name: r.text("name", ""),
        frame_id: r.text("frame_id"),
        x: r.number("x"),
        y: r.number("y"),
      };
    case "selection.changed":
      return {
        type: "selection.changed",
        connection_id: r.text("connection_id"),
        id: r.text("id", ""),
        name: r.text("name", ""),
        frame_id: r.text("frame_id"),
        ids: r.list("ids", (id, at) => new Reader({ id }, at).text("id")),
        editing: r.flag("editing"),
      };
    case "notification.told":
      return { type: "notification.told", notification: r.nested("notification", decodeNotification) };
    case "pong":
      return { type: "pong", seq: r.numberOrNull("seq") };
    case "continuity.lost":
      return { type: "continuity.lost", seq: r.number("seq") };
    case "error":
      return { type: "error", code: r.text("code", "error"), message: r.text("message", "") };
    default:
      return decodeEvent(value, path);
  }
};
