/** The table of tools, and a runner that hides each tool's own state from the canvas. */
import { brushStore } from "../../state/brushStore";
import type { ToolKey } from "../../state/toolKeys";
import type { ToolName } from "../../state/uiStore";
import { boxTool } from "./boxTool";
import { brushTool } from "./brushTool";
import { ellipseTool } from "./ellipseTool";
import { pointingTool } from "./magicTool";
import { panTool } from "./panTool";
import { pointsTool } from "./pointsTool";
import { polygonTool } from "./polygonTool";
import { polylineTool } from "./polylineTool";
import { rotatedBoxTool } from "./rotatedBoxTool";
import { selectTool } from "./selectTool";
import { skeletonTool } from "./skeletonTool";
import type { Tool, ToolContext, ToolEffect, ToolInput } from "./tool";

export interface RunningTool {
  readonly name: ToolName;
  /** Feed an input; returns what should happen. */
  feed(input: ToolInput, context: ToolContext): readonly ToolEffect[];
  /** Offer a key; returns what should happen, or null when the key means nothing to the tool now. */
  key(key: ToolKey, context: ToolContext): readonly ToolEffect[] | null;
  /** Whether a gesture is under way. */
  busy(): boolean;
}

function run<S extends { readonly name: string }>(name: ToolName, tool: Tool<S>): RunningTool {
  let state = tool.initial;
  /** What the taken back points left, the last one last; a new point or anything else begun makes an end of it. */
  let ahead: S[] = [];
  const isBusy = () => state.name !== "idle";
  return {
    name,
    feed(input, context) {
      if (input.kind === "down" || input.kind === "cancel") ahead = [];
      const step = tool.step(state, input, context);
      state = step.state;
      return step.effects;
    },
    key(key, context) {
      if (key === "forward") {
        const again = ahead.pop();
        // In the middle of a gesture there is nothing else to redo.
        if (!again || !tool.resume) return isBusy() ? [] : null;
        const step = tool.resume(again, context);
        state = step.state;
        return step.effects;
      }
      const step = tool.key?.(state, key, context) ?? null;
      const took = key === "back" || key === "remove";
      if (step && took && tool.resume) ahead.push(state);
      else if (key !== "visibility") ahead = [];
      if (step) state = step.state;
      return step?.effects ?? null;
    },
    busy: isBusy,
  };
}

const START: Readonly<Record<ToolName, () => RunningTool>> = {
  select: () => run("select", selectTool),
  pan: () => run("pan", panTool),
  magic: () => run("magic", pointingTool("prompt")),
  region: () => run("region", pointingTool("region")),
  brush: () => run("brush", brushTool("brush", brushStore.getState)),
  eraser: () => run("eraser", brushTool("eraser", brushStore.getState)),
  box: () => run("box", boxTool),
  rotatedBox: () => run("rotatedBox", rotatedBoxTool),
  polygon: () => run("polygon", polygonTool),
  polyline: () => run("polyline", polylineTool),
  points: () => run("points", pointsTool),
  ellipse: () => run("ellipse", ellipseTool),
  skeleton: () => run("skeleton", skeletonTool),
};

export function startTool(name: ToolName): RunningTool {
  return START[name]();
}
