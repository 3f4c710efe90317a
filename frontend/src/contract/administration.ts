/** What administrators see: accounts, projects and what they may hold, model versions, storage. */
import type { Role, Triggers } from "./contract";

export interface ProjectRole {
  project_id: string;
  project_name: string;
  role: Role;
}

export interface AccountLine {
  id: string;
  name: string;
  email: string;
  is_active: boolean;
  is_admin: boolean;
  joined_at: string;
  seen_at: string | null;
  roles: ProjectRole[];
}

export interface Quota {
  bytes: number | null;
  assets: number | null;
}

export interface Usage {
  assets: number;
  originals: number;
  prepared: number;
  exports: number;
  models: number;
  arriving: number;
}

export interface ProjectLine {
  id: string;
  name: string;
  created_at: string;
  managers: string[];
  members: number;
  usage: Usage;
  total_bytes: number;
  quota: Quota | null;
  active_at: string;
  champion: string | null;
  triggers: Triggers;
}

export interface VersionLine {
  id: string;
  name: string;
  version: string;
  project_id: string | null;
  project_name: string | null;
  task: string;
  status: string;
  champion_of: number;
  byte_size: number | null;
  created_at: string;
}

export interface Storage {
  usage: Usage;
  total_bytes: number;
  disk_free: number;
  disk_size: number;
  default_quota: Quota;
}
