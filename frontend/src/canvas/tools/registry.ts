/** The table of tools, and a runner that hides each tool's own state from the canvas. */
import { brushStore } from "../../state/brushStore";
import type { ToolName } from "../../state/uiStore";
import { boxTool } from "./boxTool";
import { brushTool } from "./brushTool";
import { pointingTool } from "./magicTool";
import { panTool } from "./panTool";
import { selectTool } from "./selectTool";
import type { Tool, ToolContext, ToolEffect, ToolInput } from "./tool";

export interface RunningTool {
  readonly name: ToolName;
  /** Feed an input; returns what should happen. */
  feed(input: ToolInput, context: ToolContext): readonly ToolEffect[];
  /** Whether a gesture is under way. */
  busy(): boolean;
}

function run<S extends { readonly name: string }>(name: ToolName, tool: Tool<S>): RunningTool {
  let state = tool.initial;
  return {
    name,
    feed(input, context) {
      const step = tool.step(state, input, context);
      state = step.state;
      return step.effects;
    },
    busy: () => state.name !== "idle",
  };
}

const START: Readonly<Record<ToolName, () => RunningTool>> = {
  select: () => run("select", selectTool),
  box: () => run("box", boxTool),
  pan: () => run("pan", panTool),
  magic: () => run("magic", pointingTool("prompt")),
  region: () => run("region", pointingTool("region")),
  brush: () => run("brush", brushTool("brush", brushStore.getState)),
  eraser: () => run("eraser", brushTool("eraser", brushStore.getState)),
};

export function startTool(name: ToolName): RunningTool {
  return START[name]();
}
