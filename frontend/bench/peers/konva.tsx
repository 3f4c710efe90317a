/** react-konva on the bench: one node a shape, as its documentation shows, with the options it advises for speed. */
import type Konva from "konva";
import { memo, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { Image as KonvaImage, Layer, Line, Rect, Stage } from "react-konva";
import type { Point, Shape } from "../../src/contract/contract";
import { PALETTE } from "../../src/model/palette";
import { present } from "../probe";
import { askedFor, LABELS, MIDDLE, makeShapes, PICTURE, SIZE, TARGET } from "../scenery";
import "../page.css";

const ROOM = { width: 1280, height: 720 };
const FIT = Math.min(ROOM.width / SIZE.width, ROOM.height / SIZE.height);
const ZOOM_STEP = 1.25;

const { kind, count } = askedFor();
const shapes = makeShapes(kind, count);
const from = performance.now();

interface NodeProps {
  shape: Shape;
  id: string;
  colour: string;
  selected: boolean;
  onSelect: (id: string) => void;
}

const Node = memo(function Node({ shape, id, colour, selected, onSelect }: NodeProps) {
  const shared = {
    id,
    stroke: colour,
    strokeWidth: selected ? 2.4 : 1.5,
    strokeScaleEnabled: false,
    draggable: selected,
    perfectDrawEnabled: false,
    shadowForStrokeEnabled: false,
    // Without a fill only the line would take the pointer.
    fill: "rgba(0, 0, 0, 0.001)",
    onMouseDown: () => onSelect(id),
  };
  if (shape.type === "polygon") return <Line {...shared} closed points={shape.points.flat()} />;
  if (shape.type === "box")
    return <Rect {...shared} x={shape.x} y={shape.y} width={shape.width} height={shape.height} />;
  return null;
});

function Scene({ picture }: { picture: HTMLImageElement }) {
  const [selected, select] = useState<string | null>(null);
  const stage = useRef<Konva.Stage>(null);
  const fit = () => {
    const at = { x: (ROOM.width - SIZE.width * FIT) / 2, y: (ROOM.height - SIZE.height * FIT) / 2 };
    stage.current?.scale({ x: FIT, y: FIT });
    stage.current?.position(at);
    stage.current?.batchDraw();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is mounted
  useEffect(() => {
    fit();
    present(
      {
        toScreen: ([x, y]): Point => {
          const at = stage.current?.getAbsoluteTransform().point({ x, y });
          return [at?.x ?? 0, at?.y ?? 0];
        },
        scale: () => stage.current?.scaleX() ?? 1,
        target: (): Point => {
          const node = stage.current?.findOne(`#ann_${count - 1}`);
          // A line's place is where its points begin to count from, a rectangle's is its corner.
          const [left, top] = kind === "boxes" ? [TARGET.width / 2, TARGET.height / 2] : MIDDLE;
          return [(node?.x() ?? 0) + left, (node?.y() ?? 0) + top];
        },
        fit,
      },
      from,
    );
  }, []);
  const onWheel = (event: Konva.KonvaEventObject<WheelEvent>) => {
    event.evt.preventDefault();
    const of = stage.current;
    const pointer = of?.getPointerPosition();
    if (!of || !pointer) return;
    const before = of.scaleX();
    const after = event.evt.deltaY < 0 ? before * ZOOM_STEP : before / ZOOM_STEP;
    const at = { x: (pointer.x - of.x()) / before, y: (pointer.y - of.y()) / before };
    of.scale({ x: after, y: after });
    of.position({ x: pointer.x - at.x * after, y: pointer.y - at.y * after });
  };
  return (
    <Stage ref={stage} width={ROOM.width} height={ROOM.height} draggable onWheel={onWheel}>
      <Layer listening={false}>
        <KonvaImage image={picture} />
      </Layer>
      <Layer>
        {shapes.map((shape, index) => (
          <Node
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            key={index}
            id={`ann_${index}`}
            shape={shape}
            colour={PALETTE[index % LABELS] ?? "#ffffff"}
            selected={selected === `ann_${index}`}
            onSelect={select}
          />
        ))}
      </Layer>
    </Stage>
  );
}

const picture = new Image();
picture.onload = () =>
  createRoot(document.getElementById("page") as HTMLElement).render(<Scene picture={picture} />);
picture.src = PICTURE;
