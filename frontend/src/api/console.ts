/** The calls of the manager's console. */
import type { Console, Costs } from "../contract/console";
import { decodeConsole, decodeCosts } from "../contract/decodeConsole";
import { request } from "./http";

const enc = encodeURIComponent;

export const fetchConsole = (projectId: string, days: number): Promise<Console> =>
  request(`/api/projects/${enc(projectId)}/console?days=${days}`, decodeConsole);

export const putCosts = (projectId: string, json: Costs): Promise<Costs> =>
  request(`/api/projects/${enc(projectId)}/costs`, decodeCosts, { method: "PUT", json });
