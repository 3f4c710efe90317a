/** The tools beside the picture. */
import {
  Brush,
  Eraser,
  Hand,
  Maximize,
  MousePointer2,
  Redo2,
  ScanSearch,
  SquareDashed,
  Undo2,
  WandSparkles,
} from "lucide-react";
import { useStore } from "zustand";
import { isBrush } from "../state/brushStore";
import { mayEdit } from "../state/editor";
import { undoStack } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { uiStore } from "../state/uiStore";
import { viewportStore } from "../state/viewportStore";
import { BrushSize } from "./BrushSize";
import { CommandButton } from "./ui/CommandButton";

export function Toolbar() {
  const tool = useStore(uiStore, (state) => state.tool);
  // Read on every change of a frame, because each act changes one.
  const openId = useStore(frameStore.store, (state) => state.openId);
  useStore(frameStore.store, (state) => state.slots);
  const can = openId ? undoStack.can(openId) : { undo: false, redo: false };
  return (
    <div className="toolbar" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      <CommandButton command="tool.select" icon={MousePointer2} pressed={tool === "select"} />
      <CommandButton command="tool.box" icon={SquareDashed} pressed={tool === "box"} disabled={!mayEdit()} />
      <CommandButton command="tool.brush" icon={Brush} pressed={tool === "brush"} disabled={!mayEdit()} />
      <CommandButton command="tool.eraser" icon={Eraser} pressed={tool === "eraser"} disabled={!mayEdit()} />
      {isBrush(tool) && <BrushSize />}
      <CommandButton
        command="tool.magic"
        icon={WandSparkles}
        pressed={tool === "magic"}
        disabled={!mayEdit()}
      />
      <CommandButton command="tool.pan" icon={Hand} pressed={tool === "pan"} />
      <hr />
      <CommandButton command="edit.undo" icon={Undo2} disabled={!can.undo} />
      <CommandButton command="edit.redo" icon={Redo2} disabled={!can.redo} />
      <hr />
      <CommandButton command="view.fit" icon={Maximize} />
      <CommandButton command="view.selection" icon={ScanSearch} />
    </div>
  );
}

export function ZoomReadout() {
  const scale = useStore(viewportStore, (state) => state.view.scale);
  return <span className="zoom">{Math.round(scale * 100)}%</span>;
}
