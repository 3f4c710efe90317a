/** A small picture of an object with some of what surrounds it, read when it comes into sight. */
import { useEffect, useRef, useState } from "react";
import { drawCut } from "../api/crops";
import type { Shape, TileSet } from "../contract/contract";
import { type Bounds, type Size, shapeBounds } from "../model/geometry";
import { cropAround } from "../model/lookAlikes";

interface Props {
  frameId: string;
  frame: Size;
  tiles: TileSet | null;
  shape: Shape;
  colour: string;
  /** CSS pixels of its sides. */
  side: number;
}

export function CutPicture({ frameId, frame, tiles, shape, colour, side }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<"waiting" | "shown" | "failed">("waiting");
  const { width, height } = frame;
  const pixels = Math.round(side * Math.min(2, devicePixelRatio || 1));

  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!canvas.current || !pen) return;
    const stop = new AbortController();
    const bounds = shapeBounds(shape) ?? { x: 0, y: 0, width, height };
    const area = cropAround(bounds, { width, height });
    const draw = async () => {
      try {
        await drawCut(pen, { frameId, frame: { width, height }, tiles, area }, stop.signal);
        outline(pen, bounds, area, colour);
        setState("shown");
      } catch (error) {
        if (!stop.signal.aborted && error instanceof Error) setState("failed");
      }
    };
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      void draw();
    });
    sight.observe(canvas.current);
    return () => {
      stop.abort();
      sight.disconnect();
    };
  }, [frameId, width, height, tiles, shape, colour]);

  return (
    <canvas
      ref={canvas}
      className={`cut ${state}`}
      width={pixels}
      height={pixels}
      style={{ width: side, height: side }}
    />
  );
}

/** The dashed line of a ghost, with a dark one under it that shows on bright pictures. */
function outline(pen: CanvasRenderingContext2D, bounds: Bounds, area: Bounds, colour: string): void {
  const scale = pen.canvas.width / area.width;
  const thin = Math.max(1, pen.canvas.width / 110);
  const at = [(bounds.x - area.x) * scale, (bounds.y - area.y) * scale] as const;
  const size = [bounds.width * scale, bounds.height * scale] as const;
  pen.lineWidth = thin * 2;
  pen.strokeStyle = "rgb(0 0 0 / 45%)";
  pen.strokeRect(...at, ...size);
  pen.setLineDash([thin * 4, thin * 3]);
  pen.lineWidth = thin * 1.4;
  pen.strokeStyle = colour;
  pen.strokeRect(...at, ...size);
  pen.setLineDash([]);
}
