/** Remembers over a reload of this tab which picture the queue handed out. */

const KEPT = "tandem.handout";

export interface KeptHandout {
  readonly projectId: string;
  readonly frameId: string;
  readonly assetId: string;
  readonly reason: string;
  /** It was worked on: it waits no more, and nobody else gets it. */
  readonly touched: boolean;
}

/** Keep a picture for the page that comes next in this tab; null forgets it. */
export function keepHandout(kept: KeptHandout | null): void {
  try {
    if (kept) sessionStorage.setItem(KEPT, JSON.stringify(kept));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Without storage a reload ends the work by the queue, as closing the tab does.
  }
}

/** Return what was kept, once. */
export function recallHandout(): KeptHandout | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    return isHandout(kept) ? kept : null;
  } catch {
    return null;
  }
}

function isHandout(kept: unknown): kept is KeptHandout {
  if (typeof kept !== "object" || kept === null) return false;
  const told = kept as Partial<Record<keyof KeptHandout, unknown>>;
  const texts = (["projectId", "frameId", "assetId", "reason"] as const).every(
    (name) => typeof told[name] === "string",
  );
  return texts && typeof told.touched === "boolean";
}
