/** Everything on the frame as a list: a person's objects, then ghosts with the least certain first. */
import { Check, X } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Annotation, Prediction } from "../contract/contract";
import { lastChangedBy } from "../model/frameState";
import { byUncertainty, ghostsAbove } from "../model/ghosts";
import { UNKNOWN_LABEL_COLOUR } from "../model/palette";
import { acceptGhosts, rejectGhosts } from "../state/editor";
import { frameStore } from "../state/frameStore";
import { meStore } from "../state/meStore";
import { projectStore } from "../state/projectStore";
import { hover, select, selectionStore, toggleSelected } from "../state/selectionStore";
import { uiStore } from "../state/uiStore";
import { showCount, showPercent } from "./ui/format";
import { VirtualList } from "./ui/VirtualList";

const ROW = 32;
type Item = { kind: "annotation"; it: Annotation } | { kind: "ghost"; it: Prediction };

export function ObjectList() {
  const frame = useStore(frameStore.store, (state) =>
    state.openId ? (state.slots.get(state.openId)?.visible ?? null) : null,
  );
  const threshold = useStore(uiStore, (state) => state.threshold);
  const hidden = useStore(uiStore, (state) => state.hiddenVersions);
  const selected = useStore(selectionStore, (state) => state.ids);
  const items = useMemo((): Item[] => {
    if (!frame) return [];
    return [
      ...byUncertainty(ghostsAbove(frame, threshold, hidden)).map((it): Item => ({ kind: "ghost", it })),
      ...[...frame.annotations.values()].reverse().map((it): Item => ({ kind: "annotation", it })),
    ];
  }, [frame, threshold, hidden]);
  const focus = selected.size === 1 ? ([...selected][0] ?? null) : null;
  const me = useStore(meStore, (state) => state.user?.id ?? null);
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
      </h2>
      {items.length === 0 && (
        <p className="muted small">
          Nothing on this picture. Press <kbd>B</kbd> and drag to draw a box.
        </p>
      )}
      <VirtualList
        items={items}
        rowHeight={ROW}
        keyOf={(item) => item.it.id}
        name="Objects"
        focusKey={focus}
        render={(item) => <ObjectRow item={item} selected={selected.has(item.it.id)} />}
      />
    </section>
  );
}

function ObjectRow({ item, selected }: { item: Item; selected: boolean }) {
  const colour = useStore(projectStore, (state) => state.colours.get(item.it.label)) ?? UNKNOWN_LABEL_COLOUR;
  const { id, label } = item.it;
  return (
    <div
      className={`object-row${selected ? " selected" : ""}${item.kind === "ghost" ? " ghost" : ""}`}
      onPointerEnter={() => hover(id)}
      onPointerLeave={() => hover(null)}
    >
      <button
        type="button"
        className="object-main"
        aria-pressed={selected}
        onClick={(event) => (event.shiftKey ? toggleSelected(id) : select([id]))}
      >
        <i
          className="swatch"
          style={{ borderColor: colour, background: item.kind === "ghost" ? "transparent" : colour }}
        />
        <span className="object-label">{label}</span>
        {item.kind === "ghost" ? (
          <span className="score">{showPercent(item.it.score)}</span>
        ) : (
          <span className="who muted">
            {item.it.derived_from ? "from model" : (item.it.actor?.name ?? "")}
          </span>
        )}
      </button>
      {item.kind === "ghost" && (
        <span className="object-acts">
          <button
            type="button"
            className="icon-btn tiny good"
            aria-label={`Accept ${label}`}
            data-tip="Accept"
            data-keys="a"
            data-note="A label this project does not know becomes the active label."
            onClick={() => acceptGhosts([item.it])}
          >
            <Check size={14} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="icon-btn tiny bad"
            aria-label={`Reject ${label}`}
            data-tip="Reject"
            data-keys="x"
            onClick={() => rejectGhosts([item.it])}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </span>
      )}
    </div>
  );
}
