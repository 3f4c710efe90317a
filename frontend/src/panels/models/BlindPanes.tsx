/** The two panes of a blind comparison: nothing but their sides tells them apart. */
import { useMemo } from "react";
import { useStore } from "zustand";
import type { BlindPair, SaidShape } from "../../contract/blind";
import { countShapes } from "../../model/loop/blind";
import { labelColours } from "../../model/palette";
import { pictureOf } from "../../state/blind";
import { projectStore } from "../../state/projectStore";
import { StepPanes } from "./StepPanes";

const NO_LABELS: never[] = [];

export function BlindPanes({ pair }: { pair: BlindPair }) {
  const labels = useStore(projectStore, (state) => state.project?.labels ?? NO_LABELS);
  const colours = useMemo(() => labelColours(labels), [labels]);
  const side = (name: string, shapes: readonly SaidShape[]) => ({
    name,
    shows: countShapes(shapes),
    sets: [{ name, look: "solid" as const, shapes, colours }],
  });
  return (
    <StepPanes
      address={pictureOf(pair.frame_id)}
      frame={pair}
      panes={[side("Left", pair.a), side("Right", pair.b)]}
    />
  );
}
