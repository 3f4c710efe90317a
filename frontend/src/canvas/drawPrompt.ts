/** Draws the prompt in a person's hand: its box, its clicks, and a shimmer while the answer is on its way. */
import type { PromptPoint, Region } from "../contract/contract";
import { toScreen, type View } from "../model/transform";

export interface PromptPicture {
  readonly box: Region | null;
  readonly points: readonly PromptPoint[];
  readonly waiting: boolean;
  /** Milliseconds of a running clock; null where motion is not wanted. */
  readonly clock: number | null;
}

const RADIUS = 6;
const PERIOD_MS = 1_100;

export function drawPrompt(
  pen: CanvasRenderingContext2D,
  prompt: PromptPicture,
  view: View,
  accent: string,
): void {
  if (prompt.box) drawBox(pen, prompt.box, prompt, view, accent);
  for (const point of prompt.points) drawClick(pen, point, prompt, view, accent);
}

function drawBox(
  pen: CanvasRenderingContext2D,
  box: Region,
  { waiting, clock }: PromptPicture,
  view: View,
  accent: string,
): void {
  const [x, y] = toScreen(view, [box.x, box.y]);
  const width = box.width * view.scale;
  const height = box.height * view.scale;
  if (waiting) {
    const at = clock === null ? 0.5 : (clock % PERIOD_MS) / PERIOD_MS;
    const sheen = pen.createLinearGradient(x + (at * 2 - 1) * width, y, x + at * 2 * width, y + height * 0.3);
    sheen.addColorStop(0, `${accent}00`);
    sheen.addColorStop(0.5, `${accent}55`);
    sheen.addColorStop(1, `${accent}00`);
    pen.fillStyle = sheen;
    pen.fillRect(x, y, width, height);
  }
  pen.setLineDash([3, 4]);
  pen.lineDashOffset = waiting && clock !== null ? -clock / 40 : 0;
  for (const [colour, line] of [
    ["rgba(6, 10, 12, 0.6)", 3],
    [accent, 1.4],
  ] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.round(width), Math.round(height));
  }
  pen.setLineDash([]);
  pen.lineDashOffset = 0;
}

/** A filled disc with a plus lies on the object, a hollow one with a minus beside it. */
function drawClick(
  pen: CanvasRenderingContext2D,
  point: PromptPoint,
  { waiting, clock }: PromptPicture,
  view: View,
  accent: string,
): void {
  const [x, y] = toScreen(view, [point.x, point.y]);
  if (waiting) {
    const at = clock === null ? 0.5 : (clock % PERIOD_MS) / PERIOD_MS;
    pen.globalAlpha = 1 - at;
    pen.strokeStyle = accent;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x, y, RADIUS + at * 14, 0, Math.PI * 2);
    pen.stroke();
    pen.globalAlpha = 1;
  }
  pen.fillStyle = point.positive ? accent : "rgba(10, 14, 16, 0.9)";
  pen.strokeStyle = point.positive ? "rgba(6, 10, 12, 0.9)" : "#ffffff";
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.arc(x, y, RADIUS, 0, Math.PI * 2);
  pen.fill();
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x - 3, y);
  pen.lineTo(x + 3, y);
  if (point.positive) {
    pen.moveTo(x, y - 3);
    pen.lineTo(x, y + 3);
  }
  pen.stroke();
}
