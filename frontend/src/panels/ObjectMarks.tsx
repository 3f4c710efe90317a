/** The small signs of an object in the list: occluded, grouped, in front or behind, locked, hidden. */
import { Blend, BringToFront, EyeOff, Group, Lock, SendToBack, TriangleAlert } from "lucide-react";
import { useStore } from "zustand";
import type { Annotation } from "../contract/contract";
import { personalStore, togglePersonal } from "../state/personalStore";
import { rulesStore } from "../state/rulesStore";

export function ObjectMarks({ item }: { item: Annotation }) {
  const locked = useStore(personalStore, (state) => state.locked.has(item.id));
  const hidden = useStore(personalStore, (state) => state.hidden.has(item.id));
  const broken = useStore(rulesStore, (state) => state.byObject.get(item.id));
  return (
    <span className="object-marks">
      {broken && (
        <span className="rule-mark" role="img" aria-label={broken} data-tip={broken}>
          <TriangleAlert size={13} aria-hidden="true" />
        </span>
      )}
      {item.occluded && <Blend size={13} aria-label="occluded" />}
      {item.z > 0 && <BringToFront size={13} aria-label="in front" />}
      {item.z < 0 && <SendToBack size={13} aria-label="behind" />}
      {item.group !== null && <Group size={13} aria-label="grouped" />}
      {locked && (
        <button
          type="button"
          className="icon-btn tiny"
          aria-label={`Unlock ${item.label}`}
          data-tip="Unlock"
          onClick={() => togglePersonal("locked", [item.id])}
        >
          <Lock size={13} aria-hidden="true" />
        </button>
      )}
      {hidden && (
        <button
          type="button"
          className="icon-btn tiny"
          aria-label={`Show ${item.label}`}
          data-tip="Show again"
          onClick={() => togglePersonal("hidden", [item.id])}
        >
          <EyeOff size={13} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
