/** Keeps the focus among the objects when the row that has it goes: an accepted or removed object takes it along. */
import { useLayoutEffect, useRef } from "react";

const ROW = "[role=listbox][aria-label=Objects] .object-row";
const rowOf = (id: string | null | undefined): HTMLElement | null =>
  id ? document.getElementById(`object-${id}`) : null;

/** The object whose row the focus is in. */
function focusedId(): string | null {
  const option = document.activeElement?.closest(ROW)?.querySelector("[role=option]");
  return option?.id.slice("object-".length) ?? null;
}

/** Give the focus of a row that goes to the selected one, or the one in its place, or the canvas. */
export function useKeptFocus(order: readonly string[], selected: string | null): void {
  const before = useRef(order);
  // Asked while rendering: once the row is gone, nobody knows that it had the focus.
  const focused = focusedId();
  useLayoutEffect(() => {
    const place = focused ? before.current.indexOf(focused) : -1;
    before.current = order;
    const active = document.activeElement;
    if (place < 0 || (active && active !== document.body)) return;
    const next =
      rowOf(selected) ??
      rowOf(order[Math.min(place, order.length - 1)]) ??
      document.querySelector<HTMLElement>("[data-testid=canvas]");
    next?.focus({ preventScroll: true });
  });
}
