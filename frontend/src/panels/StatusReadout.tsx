/** In the status line: how large the picture is shown, and which of its pixels the pointer is on. */
import { useStore } from "zustand";
import { cursorStore } from "../state/cursorStore";
import { viewportStore } from "../state/viewportStore";
import { useKeys } from "./ui/useKeys";

export function StatusReadout() {
  const scale = useStore(viewportStore, (state) => state.view.scale);
  const at = useStore(cursorStore, (state) => state.at);
  const keys = useKeys("view.actual");
  return (
    <>
      <span className="zoom" data-tip="Zoom; 100 % shows pixel for pixel" data-keys={keys[0] ?? ""}>
        {Math.round(scale * 100)}%
      </span>
      <span className="pixel" data-testid="pixel">
        {at ? `x ${at[0]}  y ${at[1]}` : ""}
      </span>
    </>
  );
}
