/** The address of the page, read and changed without reloading. */
import { createStore } from "zustand/vanilla";

export type ProjectPage =
  | "label"
  | "queue"
  | "work"
  | "console"
  | "learning"
  | "checks"
  | "duplicates"
  | "quality"
  | "upload"
  | "activity"
  | "exports"
  | "models"
  | "people"
  | "settings";

/** The rooms of the administrator's console, in their order. */
export const ADMIN_ROOMS = ["accounts", "projects", "models", "storage", "triggers", "audit"] as const;
export type AdminRoom = (typeof ADMIN_ROOMS)[number];

export type Route =
  | { page: "projects" }
  | { page: "login" }
  | { page: "keyboard" }
  | { page: "administration"; room: AdminRoom }
  | { page: "work" }
  | { page: "invitation" }
  | { page: "reset" }
  | { page: "operations" }
  | { page: "account" }
  | { page: "project"; projectId: string; tab: ProjectPage; assetId: string | null }
  | { page: "unknown" };

const TABS: readonly ProjectPage[] = [
  "queue",
  "work",
  "console",
  "learning",
  "checks",
  "duplicates",
  "quality",
  "upload",
  "activity",
  "exports",
  "models",
  "people",
  "settings",
];

/** Read a path of the address bar. */
export function parseRoute(path: string): Route {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const [first, projectId, third, fourth] = parts;
  if (first === undefined) return { page: "projects" };
  if (first === "login") return { page: "login" };
  if (
    first === "keyboard" ||
    first === "work" ||
    first === "invitation" ||
    first === "reset" ||
    first === "account"
  )
    return { page: first };
  if (first === "console" && projectId === "operations") return { page: "operations" };
  if (first === "console") {
    const room = ADMIN_ROOMS.find((name) => name === (projectId ?? "accounts"));
    return room ? { page: "administration", room } : { page: "unknown" };
  }
  if (first !== "projects") return { page: "unknown" };
  if (projectId === undefined) return { page: "projects" };
  if (third === undefined) return { page: "project", projectId, tab: "label", assetId: null };
  if (third === "assets" && fourth) return { page: "project", projectId, tab: "label", assetId: fourth };
  const tab = TABS.find((name) => name === third);
  return tab ? { page: "project", projectId, tab, assetId: null } : { page: "unknown" };
}

/** Write the path of a page of a project. */
export function projectPath(
  projectId: string,
  tab: ProjectPage = "label",
  assetId: string | null = null,
): string {
  const base = `/projects/${encodeURIComponent(projectId)}`;
  if (assetId) return `${base}/assets/${encodeURIComponent(assetId)}`;
  return tab === "label" ? base : `${base}/${tab}`;
}

export const routeStore = createStore<{ path: string; route: Route; hash: string }>(() => {
  const path = typeof location === "undefined" ? "/" : location.pathname;
  return { path, route: parseRoute(path), hash: hashHere() };
});

/** What stands behind the `#`: the browser sends it nowhere, so secrets of links stand there. */
function hashHere(): string {
  return typeof location === "undefined" ? "" : location.hash.slice(1);
}

/** Go to a path of this application. */
export function navigate(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  routeStore.setState({ path, route: parseRoute(path.split(/[?#]/)[0] ?? "/"), hash: hashHere() });
}

/** Follow the browser's back and forward buttons. */
export function followHistory(): () => void {
  const follow = () =>
    routeStore.setState({ path: location.pathname, route: parseRoute(location.pathname), hash: hashHere() });
  addEventListener("popstate", follow);
  return () => removeEventListener("popstate", follow);
}
