/** The tools beside the picture. */
import {
  Brush,
  Circle,
  Diamond,
  Eraser,
  Grip,
  Hand,
  type LucideIcon,
  Maximize,
  MousePointer2,
  Pentagon,
  PersonStanding,
  Redo2,
  ScanSearch,
  Spline,
  Square,
  Tag,
  Undo2,
  WandSparkles,
} from "lucide-react";
import { useStore } from "zustand";
import { NO_SKELETON } from "../model/skeleton";
import { isBrush } from "../state/brushStore";
import { mayEdit } from "../state/editor";
import { undoStack } from "../state/frameSession";
import { frameStore } from "../state/frameStore";
import { projectStore } from "../state/projectStore";
import { isDrawing, type ToolName, uiStore } from "../state/uiStore";
import { BrushSize } from "./BrushSize";
import { CommandButton } from "./ui/CommandButton";

type Listed = readonly [tool: ToolName, icon: LucideIcon];

const LOOKING: readonly Listed[] = [
  ["select", MousePointer2],
  ["pan", Hand],
];
const DRAWING: readonly Listed[] = [
  ["box", Square],
  ["rotatedBox", Diamond],
  ["polygon", Pentagon],
  ["polyline", Spline],
  ["ellipse", Circle],
  ["points", Grip],
  ["skeleton", PersonStanding],
];

const PAINTING: readonly Listed[] = [
  ["magic", WandSparkles],
  ["brush", Brush],
  ["eraser", Eraser],
];

export function Toolbar() {
  const tool = useStore(uiStore, (state) => state.tool);
  // Read on every change of a frame, because each act changes one.
  useStore(frameStore.store, (state) => state.slots);
  const scope = frameStore.scope();
  const can = scope ? undoStack.can(scope) : { undo: false, redo: false };
  return (
    <div className="toolbar" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      <ToolGroup name="Look" tools={LOOKING} />
      <hr />
      <ToolGroup name="Draw" tools={DRAWING} />
      <hr />
      <ToolGroup name="Paint" tools={PAINTING} />
      {isBrush(tool) && <BrushSize />}
      <hr />
      <CommandButton command="tag.toggle" icon={Tag} disabled={!mayEdit()} />
      <hr />
      <CommandButton command="edit.undo" icon={Undo2} disabled={!can.undo} />
      <CommandButton command="edit.redo" icon={Redo2} disabled={!can.redo} />
      <hr />
      <CommandButton command="view.fit" icon={Maximize} />
      <CommandButton command="view.selection" icon={ScanSearch} />
    </div>
  );
}

function ToolGroup({ name, tools }: { name: string; tools: readonly Listed[] }) {
  const chosen = useStore(uiStore, (state) => state.tool);
  const label = useStore(uiStore, (state) => state.activeLabel);
  const hasSkeleton = useStore(projectStore, (state) => label !== null && state.skeletons.has(label));
  return (
    <div className="tool-group" role="group" aria-label={name}>
      {tools.map(([tool, icon]) => (
        <CommandButton
          key={tool}
          command={`tool.${tool}`}
          icon={icon}
          keyShown
          pressed={chosen === tool}
          disabled={isDrawing(tool) && !mayEdit()}
          {...(tool === "skeleton" && !hasSkeleton ? { unavailable: NO_SKELETON } : {})}
        />
      ))}
    </div>
  );
}
