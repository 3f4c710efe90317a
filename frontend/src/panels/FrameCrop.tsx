/** A part of a frame with outlines on it; of a large picture only the tiles that show that part are read. */
import { useRef } from "react";
import type { Frame, Shape } from "../contract/contract";
import { type Bounds, boxCorners, shapeBounds } from "../model/geometry";
import { tilesFor } from "../model/suspects";
import { tileBounds } from "../model/tiles";
import { useSeen } from "./ui/useSeen";

export interface Outline {
  readonly shape: Shape;
  /** Drawn by a person, drawn before it, or said by the model. */
  readonly part: "drawn" | "other" | "said";
  readonly colour: string;
}

interface Props {
  frame: Pick<Frame, "id" | "width" | "height" | "tiles" | "image_url">;
  view: Bounds;
  outlines: readonly Outline[];
  name: string;
}

/** How many pixels of the picture a crop is worth reading: twice its size on the screen. */
const PIXELS = 560;

export function FrameCrop({ frame, view, outlines, name }: Props) {
  const box = useRef<SVGSVGElement>(null);
  const seen = useSeen(box);
  return (
    <svg
      ref={box}
      className="crop"
      viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
      role="img"
      aria-label={name}
    >
      {seen && <Pixels frame={frame} view={view} />}
      {outlines.map(({ shape, part, colour }) => {
        const points = cornersOf(shape);
        return points === null ? null : (
          <g key={part} className={`crop-${part}`}>
            <polygon points={points} className="crop-halo" vectorEffect="non-scaling-stroke" />
            <polygon
              points={points}
              style={{ stroke: colour }}
              className="crop-line"
              vectorEffect="non-scaling-stroke"
            />
          </g>
        );
      })}
    </svg>
  );
}

function Pixels({ frame, view }: Pick<Props, "frame" | "view">) {
  const { tiles } = frame;
  if (!tiles) return <image href={frame.image_url} width={frame.width} height={frame.height} />;
  const sheet = { width: frame.width, height: frame.height, tiles };
  return tilesFor(sheet, view, PIXELS).map((tile) => {
    const { level, column, row } = tile;
    const url = `/api/frames/${frame.id}/tiles/${level}/${column}/${row}`;
    return <image key={url} href={url} {...tileBounds(sheet, tile)} preserveAspectRatio="none" />;
  });
}

function cornersOf(shape: Shape): string | null {
  if (shape.type === "box")
    return boxCorners(shape)
      .map(([x, y]) => `${x},${y}`)
      .join(" ");
  const bounds = shapeBounds(shape);
  if (!bounds) return null;
  const { x, y, width, height } = bounds;
  return `${x},${y} ${x + width},${y} ${x + width},${y + height} ${x},${y + height}`;
}
