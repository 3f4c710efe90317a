/** One object or ghost in the list. */
import { Check, X } from "lucide-react";
import { useStore } from "zustand";
import type { Annotation, Prediction } from "../contract/contract";
import { colourFor } from "../model/colouring";
import { personColour } from "../model/personColours";
import { connectionStore } from "../state/connectionStore";
import { acceptGhosts, rejectGhosts } from "../state/editor";
import { projectStore } from "../state/projectStore";
import { hover } from "../state/selectionStore";
import { viewStore } from "../state/viewStore";
import { HolderBadge } from "./HolderBadge";
import { ObjectMarks } from "./ObjectMarks";
import { showPercent } from "./ui/format";
import { useKeys } from "./ui/useKeys";

export type ListedObject = { kind: "annotation"; it: Annotation } | { kind: "ghost"; it: Prediction };

/** Alone; with what it is grouped with; besides what is chosen; all from the last choice to here. */
export type Choice = "only" | "group" | "toggle" | "range";

interface Props {
  item: ListedObject;
  selected: boolean;
  place: number;
  of: number;
  /** Whether the Tab key reaches the list here. */
  focusable: boolean;
  onChoose: (id: string, how: Choice) => void;
  onFocused: (id: string) => void;
}

export function ObjectRow({ item, selected, place, of, focusable, onChoose, onFocused }: Props) {
  const colours = useStore(projectStore, (state) => state.colours);
  const by = useStore(viewStore, (state) => state.settings.colourBy);
  const { id, label } = item.it;
  const authorId = item.kind === "annotation" ? (item.it.actor?.id ?? null) : null;
  const colour = useStore(connectionStore, ({ seats }) =>
    colourFor(by, { id, label, authorId }, colours, (person) => personColour(seats, person)),
  );
  const aside =
    item.kind === "ghost"
      ? showPercent(item.it.score)
      : item.it.derived_from
        ? "from model"
        : (item.it.actor?.name ?? "");
  return (
    <div
      className={`object-row${selected ? " selected" : ""}${item.kind === "ghost" ? " ghost" : ""}`}
      role="presentation"
      onPointerEnter={() => hover(id)}
      onPointerLeave={() => hover(null)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys */}
      <div
        id={`object-${id}`}
        className="object-main"
        role="option"
        aria-label={`${item.kind === "ghost" ? "Ghost " : ""}${label}${aside ? `, ${aside}` : ""}`}
        aria-selected={selected}
        aria-setsize={of}
        aria-posinset={place}
        tabIndex={focusable ? 0 : -1}
        onFocus={() => onFocused(id)}
        onClick={(event) =>
          onChoose(
            id,
            event.shiftKey
              ? "range"
              : event.ctrlKey || event.metaKey
                ? "toggle"
                : event.altKey
                  ? "only"
                  : "group",
          )
        }
      >
        <i
          className="swatch"
          style={{ borderColor: colour, background: item.kind === "ghost" ? "transparent" : colour }}
        />
        <span className="object-label">{label} </span>
        <span className={item.kind === "ghost" ? "score" : "who muted"}>{aside}</span>
      </div>
      <HolderBadge id={id} />
      {item.kind === "annotation" && <ObjectMarks item={item.it} />}
      {item.kind === "ghost" && <GhostActs ghost={item.it} />}
    </div>
  );
}

/** For the mouse: by keyboard the row is chosen and its ghost accepted or rejected by the keys of the canvas. */
function GhostActs({ ghost }: { ghost: Prediction }) {
  const [accept] = useKeys("ghost.accept");
  const [reject] = useKeys("object.remove");
  return (
    <span className="object-acts" aria-hidden="true">
      <button
        type="button"
        className="icon-btn tiny good"
        aria-label={`Accept ${ghost.label}`}
        tabIndex={-1}
        data-tip="Accept"
        data-keys={accept ?? ""}
        data-note="A label this project does not know becomes the active label."
        onClick={() => acceptGhosts([ghost])}
      >
        <Check size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="icon-btn tiny bad"
        aria-label={`Reject ${ghost.label}`}
        tabIndex={-1}
        data-tip="Reject"
        data-keys={reject ?? ""}
        onClick={() => rejectGhosts([ghost])}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </span>
  );
}
