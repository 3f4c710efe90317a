/** Everything on the frame as a list to choose from: a person's objects, then ghosts with the least certain first. */
import { History } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { lastChangedBy } from "../model/frameState";
import { byUncertainty, ghostsAbove } from "../model/ghosts";
import { selectWithGroups } from "../state/describe";
import { zoomToSelection } from "../state/follow";
import { meStore } from "../state/meStore";
import { select, selectionStore, toggleSelected } from "../state/selectionStore";
import { rangeBetween } from "../state/selectMany";
import { uiStore } from "../state/uiStore";
import { type Choice, type ListedObject, ObjectRow } from "./ObjectRow";
import { CommandButton } from "./ui/CommandButton";
import { showCount } from "./ui/format";
import { Keys } from "./ui/Tip";
import { useKeptFocus } from "./ui/useKeptFocus";
import { useKeys } from "./ui/useKeys";
import { useOpenFrame } from "./ui/useOpenFrame";
import { VirtualList } from "./ui/VirtualList";

const ROW = 32;
const PAGE = 10;

export function ObjectList() {
  const frame = useOpenFrame();
  const threshold = useStore(uiStore, (state) => state.threshold);
  const hidden = useStore(uiStore, (state) => state.hiddenVersions);
  const items = useMemo((): ListedObject[] => {
    if (!frame) return [];
    return [
      ...byUncertainty(ghostsAbove(frame, threshold, hidden)).map(
        (it): ListedObject => ({ kind: "ghost", it }),
      ),
      ...[...frame.annotations.values()].reverse().map((it): ListedObject => ({ kind: "annotation", it })),
    ];
  }, [frame, threshold, hidden]);
  const order = useMemo(() => items.map((item) => item.it.id), [items]);
  const only = useStore(selectionStore, (state) =>
    state.ids.size === 1 ? ([...state.ids][0] ?? null) : null,
  );
  useKeptFocus(order, only);
  const me = useStore(meStore, (state) => state.user?.id ?? null);
  const [drawKey] = useKeys("tool.box");
  const objects = frame?.annotations.size ?? 0;
  const ghosts = items.length - objects;
  const mine = frame ? lastChangedBy(frame, me) : 0;
  return (
    <section className="panel grow" aria-labelledby="objects-title">
      <h2 id="objects-title">
        Objects
        <span
          className="muted count"
          data-tip={`${showCount(objects, "object")}, ${mine} of them made or last changed by you`}
        >
          {[
            objects > 0 ? `${mine} of ${objects} yours` : "none yet",
            ghosts > 0 && showCount(ghosts, "ghost"),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        <CommandButton command="object.history" icon={History} className="icon-btn tiny" />
      </h2>
      {items.length === 0 ? (
        <p className="muted small">
          Nothing on this picture. {drawKey && <Keys name={drawKey} />} and a drag draw a box.
        </p>
      ) : (
        <Objects items={items} order={order} />
      )}
    </section>
  );
}

function Objects({ items, order }: { items: readonly ListedObject[]; order: readonly string[] }) {
  const selected = useStore(selectionStore, (state) => state.ids);
  /** Where a range with Shift begins. */
  const anchor = useRef<string | null>(null);
  /** The row that has the focus, or gets it when the list does. */
  const [current, setCurrent] = useState<string | null>(null);
  const moved = useRef(false);
  const only = selected.size === 1 ? ([...selected][0] ?? null) : null;
  const at = order.indexOf((moved.current ? current : (only ?? current)) ?? "");
  const focusable = order[Math.max(0, at)] ?? null;

  const choose = useCallback(
    (id: string, how: Choice) => {
      setCurrent(id);
      moved.current = true;
      if (how === "range") return select(rangeBetween(order, anchor.current, id));
      anchor.current = id;
      if (how === "toggle") toggleSelected(id);
      else if (how === "group") selectWithGroups([id]);
      else select([id]);
    },
    [order],
  );

  // The focus goes along with the row that the keys moved to, which may only now be rendered.
  useEffect(() => {
    if (!moved.current || !current) return;
    moved.current = false;
    const row = document.getElementById(`object-${current}`);
    if (
      row?.closest("[role=listbox]")?.contains(document.activeElement) ||
      document.activeElement === document.body
    )
      row?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const to = (place: number) => order[Math.max(0, Math.min(order.length - 1, place))];
    const here = Math.max(0, order.indexOf(focusable ?? ""));
    const targets: Readonly<Record<string, string | undefined>> = {
      ArrowDown: to(here + 1),
      ArrowUp: to(here - 1),
      PageDown: to(here + PAGE),
      PageUp: to(here - PAGE),
      Home: to(0),
      End: to(order.length - 1),
    };
    const target = targets[event.key];
    if (target) choose(target, event.shiftKey ? "range" : event.altKey ? "only" : "group");
    else if (event.key === " " && focusable) choose(focusable, event.shiftKey ? "range" : "toggle");
    else if (event.key === "Enter" && focusable) {
      choose(focusable, "group");
      zoomToSelection();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <VirtualList
      items={items}
      rowHeight={ROW}
      keyOf={(item) => item.it.id}
      name="Objects"
      focusKey={focusable}
      choose={{ onKeyDown }}
      render={(item, index) => (
        <ObjectRow
          item={item}
          selected={selected.has(item.it.id)}
          place={index + 1}
          of={items.length}
          focusable={item.it.id === focusable}
          onChoose={choose}
          onFocused={setCurrent}
        />
      )}
    />
  );
}
