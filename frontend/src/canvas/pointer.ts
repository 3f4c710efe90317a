/** Turns the browser's pointer, wheel and Escape into tool inputs, and carries out what the tools ask for. */
import type { Point } from "../contract/contract";
import { withGroups } from "../model/drawingOrder";
import { snapPoint } from "../model/snap";
import { toImage } from "../model/transform";
import { isBrush, setBrushSize } from "../state/brushStore";
import { selectWithGroups, toggleWithGroups } from "../state/describe";
import { draftShape, draftStore, setDraft } from "../state/draftStore";
import { activeSkeleton, addShape, changeShapes, mayEdit, revisionsOf } from "../state/editor";
import { frameStore } from "../state/frameStore";
import { cancelNudge, finishNudge } from "../state/nudge";
import { isLocked } from "../state/personalStore";
import { sendCursor } from "../state/projectSession";
import { dropPrompt, promptBox, promptClick } from "../state/promptStore";
import { runOnRegion } from "../state/runModel";
import { hover, select, selectionStore, toggleSelected } from "../state/selectionStore";
import { toast } from "../state/toastStore";
import { answerToolKeys } from "../state/toolKeys";
import { isDrawing, type ToolName, uiStore } from "../state/uiStore";
import { fitFrame, pan, viewportStore, zoom } from "../state/viewportStore";
import type { Renderer } from "./renderer";
import { hitTest, neighbours, within } from "./scene";
import { type RunningTool, startTool } from "./tools/registry";
import type { ToolContext, ToolEffect } from "./tools/tool";

const HIT_REACH = 5;
const SNAP_REACH = 10;
const DOUBLE_MS = 400;
const DOUBLE_REACH = 5;
const CURSOR_EVERY_MS = 100;
const ZOOM_SPEED = 0.0022;

function restCursor(tool: ToolName): string {
  if (isBrush(tool)) return mayEdit() ? "none" : "not-allowed";
  return isDrawing(tool) ? "crosshair" : tool === "pan" ? "grab" : "default";
}

/** Attach to the canvas root; returns how to detach. */
export function attachPointer(root: HTMLElement, renderer: Renderer): () => void {
  let tool: RunningTool = startTool(uiStore.getState().tool);
  /** The tool in the hand while Space or the wheel button borrows the picture for panning. */
  let borrowed: RunningTool | null = null;
  let spaceHeld = false;
  let isPressed = false;
  let lastDown = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0 };
  let cursorSentAt = 0;
  /** Alt: the one object, not its group. */
  let alone = false;
  let revisions: ReadonlyMap<string, number> = new Map();

  const screenOf = (event: { clientX: number; clientY: number }): Point => {
    const place = root.getBoundingClientRect();
    return [event.clientX - place.left, event.clientY - place.top];
  };
  const imageOf = (screen: Point): Point => toImage(viewportStore.getState().view, screen);

  function context(): ToolContext {
    const frame = frameStore.openFrame();
    const { scale } = viewportStore.getState().view;
    return {
      frame: frame?.frame ?? { width: 0, height: 0 },
      scale,
      selection: selectionStore.getState().ids,
      editable: frame !== null && mayEdit(),
      skeleton: activeSkeleton(),
      shapeOf: (id) =>
        isLocked(id)
          ? null
          : (draftShape(id) ?? (frame?.annotations.get(id) ?? frame?.predictions.get(id))?.shape ?? null),
      hits: (at) => hitTest(renderer.scene(), at, HIT_REACH / scale).filter((id) => !isLocked(id)),
      within: (area) => within(renderer.scene(), area).filter((id) => !isLocked(id)),
      together: (id) => (frame ? withGroups([id], frame.annotations) : [id]),
      snap: (at, except) => {
        const reach = SNAP_REACH / scale;
        return snapPoint(at, neighbours(renderer.scene(), at, reach, except), reach);
      },
    };
  }

  function carryOut(effects: readonly ToolEffect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case "select":
          if (alone) select(effect.ids);
          else selectWithGroups(effect.ids);
          break;
        case "toggle":
          if (alone) toggleSelected(effect.id);
          else toggleWithGroups(effect.id);
          break;
        case "hover":
          hover(effect.id);
          break;
        case "draw":
          setDraft(effect.shape ? { kind: "drawing", shape: effect.shape, guide: effect.guide ?? {} } : null);
          break;
        case "drag":
          if (effect.shapes && draftStore.getState().draft === null)
            revisions = revisionsOf(effect.shapes.keys());
          setDraft(
            effect.shapes ? { kind: "changing", shapes: effect.shapes, guide: effect.guide ?? {} } : null,
          );
          break;
        case "sweep":
          renderer.setSweep(effect.area);
          break;
        case "add":
          addShape(effect.shape);
          break;
        case "change":
          // The correction first, so that the object never flashes back to where it was.
          changeShapes(
            effect.shapes,
            draftStore.getState().draft?.kind === "changing" ? revisions : undefined,
          );
          setDraft(null);
          break;
        case "brushSize":
          setBrushSize(effect.size);
          renderer.setCrosshair(effect.at);
          break;
        case "vertices":
          renderer.setVertices(effect.hovered, effect.picked);
          break;
        case "say":
          toast(effect.text);
          break;
        case "prompt":
          promptBox(effect.box);
          break;
        case "click":
          promptClick({ x: effect.x, y: effect.y, positive: effect.positive });
          break;
        case "region":
          runOnRegion(effect.box);
          break;
        case "pan":
          pan(effect.dx, effect.dy);
          break;
        case "cursor":
          root.style.cursor = effect.cursor;
          break;
      }
    }
  }

  /** The second press in quick succession in the same place. */
  function isDouble(event: MouseEvent): boolean {
    const [x, y] = screenOf(event);
    const near = Math.hypot(x - lastDown.x, y - lastDown.y) <= DOUBLE_REACH;
    const double = near && event.timeStamp - lastDown.at <= DOUBLE_MS;
    // A third press begins anew.
    lastDown = double ? { at: Number.NEGATIVE_INFINITY, x, y } : { at: event.timeStamp, x, y };
    return double;
  }

  function feed(kind: "down" | "move" | "up", event: MouseEvent): void {
    alone = event.altKey;
    const screen = screenOf(event);
    const input = {
      kind,
      at: imageOf(screen),
      screen,
      shift: event.shiftKey,
      alt: event.altKey,
      // A pinch arrives as a wheel with Ctrl held, which nobody holds.
      mod: (event.ctrlKey || event.metaKey) && !(event instanceof WheelEvent),
      double: kind === "down" && borrowed === null && isDouble(event),
      ...(event instanceof PointerEvent && event.pointerType === "pen" ? { pressure: event.pressure } : {}),
      trail: trailOf(event),
    };
    carryOut((borrowed ?? tool).feed(input, context()));
  }

  /** Where the pointer was since the last event, and where it is. */
  function trailOf(event: MouseEvent): Point[] {
    const gathered = event instanceof PointerEvent ? (event.getCoalescedEvents?.() ?? []) : [];
    return (gathered.length > 0 ? gathered : [event]).map((one) => imageOf(screenOf(one)));
  }

  function giveBack(): void {
    if (!borrowed) return;
    carryOut(borrowed.feed({ kind: "cancel" }, context()));
    borrowed = null;
    root.style.cursor = restCursor(tool.name);
  }

  const onDown = (event: PointerEvent) => {
    if (frameStore.openFrame() === null || event.button > 1) return;
    root.focus({ preventScroll: true });
    finishNudge();
    if (event.button === 1) {
      event.preventDefault();
      borrowed = startTool("pan");
    }
    root.setPointerCapture(event.pointerId);
    isPressed = true;
    feed("down", event);
  };
  const onMove = (event: PointerEvent) => {
    if (frameStore.openFrame() === null) return;
    const screen = screenOf(event);
    renderer.setCrosshair(borrowed ? null : screen);
    feed("move", event);
    tellOthers(imageOf(screen));
  };
  const onUp = (event: PointerEvent) => {
    isPressed = false;
    if (event.button > 1) return;
    feed("up", event);
    if (!spaceHeld) giveBack();
  };
  const onCancel = () => {
    carryOut((borrowed ?? tool).feed({ kind: "cancel" }, context()));
    giveBack();
  };
  const onLeave = () => {
    renderer.setCrosshair(null);
    if (!tool.busy()) hover(null);
  };

  function tellOthers(at: Point): void {
    const frame = frameStore.openFrame();
    const now = performance.now();
    if (!frame || now - cursorSentAt < CURSOR_EVERY_MS) return;
    cursorSentAt = now;
    sendCursor(frame.frame.id, Math.round(at[0]), Math.round(at[1]));
  }

  const onWheel = (event: WheelEvent) => {
    if (frameStore.openFrame() === null) return;
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? 24 : event.deltaMode === 2 ? 400 : 1;
    if (event.shiftKey && !event.ctrlKey) {
      pan(-(event.deltaX || event.deltaY) * pixels, event.deltaX ? -event.deltaY * pixels : 0);
      if (tool.busy()) feed("move", event);
      return;
    }
    // A pinch arrives as ctrl+wheel with small steps.
    const speed = event.ctrlKey ? ZOOM_SPEED * 4 : ZOOM_SPEED;
    const delta = Math.max(-240, Math.min(240, event.deltaY * pixels));
    zoom(Math.exp(-delta * speed), screenOf(event));
    // The picture moved under the hand: the line to the pointer follows.
    if (tool.busy()) feed("move", event);
  };

  const onDouble = (event: MouseEvent) => {
    // A press on the background would have cleared the selection: this one took a handle.
    if (isDrawing(uiStore.getState().tool) || selectionStore.getState().ids.size > 0) return;
    if (
      hitTest(renderer.scene(), imageOf(screenOf(event)), HIT_REACH / viewportStore.getState().view.scale)
        .length === 0
    )
      fitFrame();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (typing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      if (tool.busy() || borrowed) onCancel();
      else if (dropPrompt() || cancelNudge()) return;
      else if (selectionStore.getState().ids.size > 0) select([]);
      else uiStore.setState({ tool: "select" });
    }
    const onControl =
      event.target instanceof HTMLElement && event.target.closest("button, a, select") !== null;
    // On a video Space plays.
    if (event.key !== " " || onControl || frameStore.store.getState().reel) return;
    event.preventDefault();
    if (event.repeat || spaceHeld || (isPressed && tool.busy())) return;
    spaceHeld = true;
    borrowed = startTool("pan");
    root.style.cursor = "grab";
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key !== " " || !spaceHeld) return;
    spaceHeld = false;
    giveBack();
  };

  const change = (name: ToolName) => {
    carryOut(tool.feed({ kind: "cancel" }, context()));
    tool = startTool(name);
    root.style.cursor = restCursor(name);
  };
  const stopTool = uiStore.subscribe((state) => {
    if (state.tool !== tool.name) change(state.tool);
  });
  // Another frame under the hand ends the gesture; what happens to this frame elsewhere does not.
  const stopFrame = frameStore.store.subscribe((state, before) => {
    if (state.openId !== before.openId) onCancel();
  });

  const stopKeys = answerToolKeys((key) => {
    const effects = tool.key(key, context());
    if (effects) carryOut(effects);
    return effects !== null;
  });

  const swallow = (event: Event) => event.preventDefault();
  root.addEventListener("pointerdown", onDown);
  root.addEventListener("pointermove", onMove);
  root.addEventListener("pointerup", onUp);
  root.addEventListener("pointercancel", onCancel);
  root.addEventListener("pointerleave", onLeave);
  root.addEventListener("wheel", onWheel, { passive: false });
  root.addEventListener("dblclick", onDouble);
  root.addEventListener("contextmenu", swallow);
  addEventListener("keydown", onKeyDown);
  addEventListener("keyup", onKeyUp);
  change(uiStore.getState().tool);
  return () => {
    stopTool();
    stopFrame();
    stopKeys();
    setDraft(null);
    root.removeEventListener("pointerdown", onDown);
    root.removeEventListener("pointermove", onMove);
    root.removeEventListener("pointerup", onUp);
    root.removeEventListener("pointercancel", onCancel);
    root.removeEventListener("pointerleave", onLeave);
    root.removeEventListener("wheel", onWheel);
    root.removeEventListener("dblclick", onDouble);
    root.removeEventListener("contextmenu", swallow);
    removeEventListener("keydown", onKeyDown);
    removeEventListener("keyup", onKeyUp);
  };
}
