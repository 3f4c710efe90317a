/** Beside an object in the list: who else has it in hand now. */
import { Lock } from "lucide-react";
import { useStore } from "zustand";
import { type Holder, holdersOn, sayHeld } from "../model/inHand";
import { personColour } from "../model/personColours";
import { connectionStore } from "../state/connectionStore";
import { frameStore, meetingIn } from "../state/frameStore";
import { meStore } from "../state/meStore";

export function HolderBadge({ id }: { id: string }) {
  const selections = useStore(connectionStore, (state) => state.selections);
  const frameId = useStore(frameStore.store, meetingIn);
  const me = useStore(meStore, (state) => state.user?.id ?? null);
  if (selections.size === 0 || frameId === null) return null;
  const holder = holdersOn(frameId, selections, me).get(id);
  return holder ? <Badge holder={holder} /> : null;
}

function Badge({ holder }: { holder: Holder }) {
  const colour = useStore(connectionStore, ({ seats }) => personColour(seats, holder.personId));
  const words = holder.editing ? sayHeld(holder) : `${holder.name} has it selected`;
  return (
    <span
      className="holder"
      role="img"
      aria-label={words}
      data-tip={words}
      data-note={holder.editing ? "You may change it too; both versions are kept." : undefined}
      style={{ color: colour }}
    >
      {holder.editing ? <Lock size={12} aria-hidden="true" /> : <i aria-hidden="true" />}
    </span>
  );
}
