/** Decoders of what administrators see. */
import type {
  AccountLine,
  ProjectLine,
  ProjectRole,
  Quota,
  Storage,
  Usage,
  VersionLine,
} from "./administration";
import { decodeTriggers, ROLES } from "./decode";
import { type Decoder, Reader } from "./reader";

const text: Decoder<string> = (value, path) => new Reader({ value }, path).text("value");

const decodeRole: Decoder<ProjectRole> = (value, path) => {
  const r = new Reader(value, path);
  return {
    project_id: r.text("project_id"),
    project_name: r.text("project_name"),
    role: r.choice("role", ROLES),
  };
};

export const decodeAccount: Decoder<AccountLine> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name"),
    email: r.text("email", ""),
    is_active: r.flag("is_active"),
    is_admin: r.flag("is_admin"),
    joined_at: r.text("joined_at"),
    seen_at: r.textOrNull("seen_at"),
    roles: r.list("roles", decodeRole),
  };
};

export const decodeQuota: Decoder<Quota> = (value, path) => {
  const r = new Reader(value, path);
  return { bytes: r.numberOrNull("bytes"), assets: r.numberOrNull("assets") };
};

const decodeUsage: Decoder<Usage> = (value, path) => {
  const r = new Reader(value, path);
  return {
    assets: r.number("assets"),
    originals: r.number("originals"),
    prepared: r.number("prepared"),
    exports: r.number("exports"),
    models: r.number("models"),
    arriving: r.number("arriving"),
  };
};

const decodeProjectLine: Decoder<ProjectLine> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name"),
    created_at: r.text("created_at"),
    managers: r.list("managers", text),
    members: r.number("members"),
    usage: r.nested("usage", decodeUsage),
    total_bytes: r.number("total_bytes"),
    quota: r.nestedOrNull("quota", decodeQuota),
    active_at: r.text("active_at"),
    champion: r.textOrNull("champion"),
    triggers: r.nested("triggers", decodeTriggers),
  };
};

const decodeVersionLine: Decoder<VersionLine> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name"),
    version: r.text("version"),
    project_id: r.textOrNull("project_id"),
    project_name: r.textOrNull("project_name"),
    task: r.text("task"),
    status: r.text("status"),
    champion_of: r.number("champion_of"),
    byte_size: r.numberOrNull("byte_size"),
    created_at: r.text("created_at"),
  };
};

/** A page of a list that the server sends under a name. */
const page =
  <T>(name: string, decoder: Decoder<T>): Decoder<{ items: T[]; next: string | null }> =>
  (value, path) => {
    const r = new Reader(value, path);
    return { items: r.sieve(name, decoder), next: r.textOrNull("next") };
  };

export const decodeAccounts = page("accounts", decodeAccount);
export const decodeProjectLines = page("projects", decodeProjectLine);
export const decodeVersionLines = page("model_versions", decodeVersionLine);

export const decodeStorage: Decoder<Storage> = (value, path) => {
  const r = new Reader(value, path);
  return {
    usage: r.nested("usage", decodeUsage),
    total_bytes: r.number("total_bytes"),
    disk_free: r.number("disk_free"),
    disk_size: r.number("disk_size"),
    default_quota: r.nested("default_quota", decodeQuota),
  };
};

export const decodeResetLink: Decoder<{ link: string; minutes: number }> = (value, path) => {
  const r = new Reader(value, path);
  return { link: r.text("link"), minutes: r.number("minutes") };
};

export const decodeUnlocked: Decoder<boolean> = (value, path) => new Reader(value, path).flag("lifted");
