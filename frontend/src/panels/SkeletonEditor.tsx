/** Draws a label's skeleton: click for a point, drag to move it, choose two to join or part them. */
import { X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { SkeletonTemplate } from "../contract/contract";
import {
  addPoint,
  movePoint,
  type Place,
  placesOf,
  removePoint,
  renamePoint,
  toggleEdge,
} from "../model/skeletonTemplate";

const SIDE = 240;
const STEPS: Readonly<Record<string, Place>> = {
  ArrowLeft: [-0.02, 0],
  ArrowRight: [0.02, 0],
  ArrowUp: [0, -0.02],
  ArrowDown: [0, 0.02],
};

interface Props {
  template: SkeletonTemplate | null;
  onChange: (template: SkeletonTemplate | null) => void;
}

export function SkeletonEditor({ template, onChange }: Props) {
  const [chosen, setChosen] = useState<number | null>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const held = useRef<{ index: number; moved: boolean } | null>(null);
  const places = template ? placesOf(template) : [];

  const placeOf = (event: PointerEvent): Place => {
    const area = drawing.current?.getBoundingClientRect();
    if (!area) return [0.5, 0.5];
    return [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
  };
  const choose = (index: number) => {
    if (template && chosen !== null && chosen !== index) {
      onChange(toggleEdge(template, chosen, index));
      setChosen(null);
    } else setChosen(chosen === index ? null : index);
  };
  const drop = (index: number) => {
    if (template) onChange(removePoint(template, index));
    setChosen(null);
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const step = STEPS[event.key];
    const at = places[index];
    if (template && step && at) onChange(movePoint(template, index, [at[0] + step[0], at[1] + step[1]]));
    else if (event.key === "Enter" || event.key === " ") choose(index);
    else if (event.key === "Delete" || event.key === "Backspace") drop(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="skeleton-editor">
      <svg
        ref={drawing}
        viewBox={`0 0 ${SIDE} ${SIDE}`}
        role="group"
        aria-label="Skeleton template"
        onPointerDown={(event) => {
          if (event.target === drawing.current && places.length < 200)
            onChange(addPoint(template, placeOf(event)));
        }}
        onPointerMove={(event) => {
          if (!held.current || !template) return;
          held.current.moved = true;
          onChange(movePoint(template, held.current.index, placeOf(event)));
        }}
        onPointerUp={() => {
          if (held.current && !held.current.moved) choose(held.current.index);
          held.current = null;
        }}
      >
        {template?.edges.map(([a, b]) => (
          <line
            key={`${a} ${b}`}
            x1={(places[a]?.[0] ?? 0) * SIDE}
            y1={(places[a]?.[1] ?? 0) * SIDE}
            x2={(places[b]?.[0] ?? 0) * SIDE}
            y2={(places[b]?.[1] ?? 0) * SIDE}
          />
        ))}
        {places.map(([x, y], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a point is known by its place in the list
          <g key={index}>
            <circle
              cx={x * SIDE}
              cy={y * SIDE}
              r={7}
              tabIndex={0}
              role="button"
              aria-pressed={chosen === index}
              aria-label={template?.points[index]}
              className={chosen === index ? "chosen" : undefined}
              onPointerDown={(event) => {
                event.stopPropagation();
                drawing.current?.setPointerCapture(event.pointerId);
                held.current = { index, moved: false };
              }}
              onKeyDown={(event) => onKey(event, index)}
            />
            <text x={x * SIDE + 10} y={y * SIDE + 4}>
              {template?.points[index]}
            </text>
          </g>
        ))}
      </svg>
      <div>
        <ol className="skeleton-points">
          {template?.points.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited, the place is what stays
            <li key={index}>
              <input
                value={name}
                required
                maxLength={100}
                aria-label={`Name of point ${index + 1}`}
                onChange={(event) => onChange(renamePoint(template, index, event.target.value))}
              />
              <button
                type="button"
                className="icon-btn tiny"
                aria-label={`Remove ${name}`}
                onClick={() => drop(index)}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ol>
        <p className="hint">
          Click for a point, drag it into place, click two points to join or part them. With the keyboard:
          Tab, arrows, Enter, Delete.
        </p>
      </div>
    </div>
  );
}
