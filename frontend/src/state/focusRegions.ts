/** Moves the focus from one part of the page to the next, and into the list of objects. */

const REGIONS =
  "header.topbar, aside.side.left, [data-testid=canvas], .toolbar, .view-corner, .conflict-notice, aside.side.right, .reviewbar, main.page";
const TAKES_FOCUS =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex="0"]';

function isSeen(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
}

function entryOf(region: HTMLElement): HTMLElement | null {
  if (region.tabIndex >= 0) return region;
  const inside = [...region.querySelectorAll<HTMLElement>(TAKES_FOCUS)].filter(
    (element) => element.tabIndex >= 0 && isSeen(element),
  );
  return (
    inside.find((element) => element.matches("[aria-current], [aria-selected=true]")) ?? inside[0] ?? null
  );
}

/** Go to the next or the previous part of the page, around the end. */
export function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter((part) => isSeen(part));
  const at = regions.findIndex((part) => part.contains(document.activeElement));
  for (let tried = 1; tried <= regions.length; tried++) {
    const from = at < 0 && step < 0 ? 0 : at;
    const region = regions[(from + step * tried + regions.length * 2) % regions.length];
    const entry = region ? entryOf(region) : null;
    if (!entry) continue;
    document.documentElement.dataset["focus"] = "tab";
    entry.focus();
    return;
  }
}

/** Go to the selected object in the list, or to the first. */
export function focusObjectList(): void {
  const list = document.querySelector<HTMLElement>("[role=listbox][aria-label=Objects]");
  list?.querySelector<HTMLElement>('[role=option][tabindex="0"]')?.focus();
}
