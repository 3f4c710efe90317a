/** The size of the brush in hand, with a button for either direction. */
import { Minus, Plus } from "lucide-react";
import { useStore } from "zustand";
import { brushStore } from "../state/brushStore";
import { CommandButton } from "./ui/CommandButton";

export function BrushSize() {
  const size = useStore(brushStore, (state) => state.size);
  return (
    <div className="brush-size" role="group" aria-label="Brush size">
      <CommandButton command="brush.larger" icon={Plus} />
      <output aria-live="polite" aria-label={`Brush size ${size} pixels`}>
        {size}
      </output>
      <CommandButton command="brush.smaller" icon={Minus} />
    </div>
  );
}
