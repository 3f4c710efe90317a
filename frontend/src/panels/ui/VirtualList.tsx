/** A list of rows of one height that renders only those in sight. */
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";

interface Props<T> {
  items: readonly T[];
  rowHeight: number;
  keyOf: (item: T) => string;
  render: (item: T, index: number) => ReactNode;
  name: string;
  /** Key of the row that must be in sight. */
  focusKey?: string | null;
  /** The end is near. */
  onEnd?: () => void;
  className?: string;
  /** A list to choose from: its rows are options, and it takes these keys. */
  choose?: { readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void };
}

const SPARE = 6;

export function VirtualList<T>({
  items,
  rowHeight,
  keyOf,
  render,
  name,
  focusKey,
  onEnd,
  className,
  choose,
}: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setHeight(element.clientHeight));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const focusIndex = focusKey ? items.findIndex((item) => keyOf(item) === focusKey) : -1;
  useEffect(() => {
    const element = box.current;
    if (!element || focusIndex < 0) return;
    const from = focusIndex * rowHeight;
    if (from < element.scrollTop) element.scrollTop = from - rowHeight;
    else if (from + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = from + rowHeight * 2 - element.clientHeight;
    }
  }, [focusIndex, rowHeight]);

  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const last = Math.min(items.length, Math.ceil((top + height) / rowHeight) + SPARE);
  const nearEnd = last >= items.length - SPARE * 2;
  useEffect(() => {
    if (nearEnd) onEnd?.();
  }, [nearEnd, onEnd]);

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles take a name
    <div
      ref={box}
      className={`virtual ${className ?? ""}`}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      role={choose ? "listbox" : "list"}
      {...(choose ? { "aria-multiselectable": true, onKeyDown: choose.onKeyDown } : {})}
      aria-label={name}
    >
      <div role="presentation" style={{ height: items.length * rowHeight, position: "relative" }}>
        {items.slice(first, last).map((item, index) => (
          <div
            key={keyOf(item)}
            {...(choose
              ? { role: "presentation" }
              : { role: "listitem", "aria-setsize": items.length, "aria-posinset": first + index + 1 })}
            style={{
              position: "absolute",
              top: (first + index) * rowHeight,
              left: 0,
              right: 0,
              height: rowHeight,
            }}
          >
            {render(item, first + index)}
          </div>
        ))}
      </div>
    </div>
  );
}
