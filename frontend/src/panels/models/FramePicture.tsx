/** A picture with sets of boxes over it, each set with a line of its own, and what was said of the whole of it. */
import { type Ref, useState } from "react";
import type { SaidShape } from "../../contract/blind";
import { type FrameSize, type PaneView, wholeView } from "../../model/loop/paneView";

/** How a set is drawn: told apart by their lines, not by colour alone. */
export type Look = "solid" | "dashed" | "broad";

export interface BoxSet {
  readonly name: string;
  readonly look: Look;
  readonly shapes: readonly SaidShape[];
  /** Of each label; else the look has its own colour. */
  readonly colours?: ReadonlyMap<string, string>;
}

interface Props {
  address: string;
  frame: FrameSize;
  sets: readonly BoxSet[];
  /** What it shows, for who does not see it. */
  name: string;
  view?: PaneView;
  /** Names stand at the boxes where the size of a dot of the screen is given, in pixels of the picture. */
  dot?: number;
  ref?: Ref<SVGSVGElement>;
}

const UNKNOWN = "#e4ebec";
const LETTERS = 12;

export function FramePicture({ address, frame, sets, name, view = wholeView(frame), dot, ref }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <div className="frame-picture">
      <svg
        ref={ref}
        viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
        preserveAspectRatio="xMidYMid meet"
        role="img"
        aria-label={name}
      >
        <image
          href={address}
          width={frame.width}
          height={frame.height}
          preserveAspectRatio="none"
          onError={() => setFailed(address)}
        />
        {sets.map((set) => (
          <g key={set.name} className={`said ${set.look}`}>
            {set.shapes.map((said, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the shapes of a set are its content and never move
              <SaidBox key={place} said={said} colour={set.colours?.get(said.label)} dot={dot} set={set} />
            ))}
          </g>
        ))}
      </svg>
      <Tags sets={sets} />
      {failed === address && <p className="fault frame-fault">The picture could not be read.</p>}
    </div>
  );
}

interface SaidBoxProps {
  said: SaidShape;
  set: BoxSet;
  colour: string | undefined;
  dot: number | undefined;
}

function SaidBox({ said: { label, shape }, set, colour, dot }: SaidBoxProps) {
  if (shape.type === "tag") return null;
  const { x, y, width, height, rotation } = shape;
  const stroke = set.colours ? (colour ?? UNKNOWN) : undefined;
  const turned = rotation ? `rotate(${rotation} ${x + width / 2} ${y + height / 2})` : undefined;
  return (
    <g transform={turned}>
      <rect className="casing" x={x} y={y} width={width} height={height} />
      <rect className="line" x={x} y={y} width={width} height={height} style={stroke ? { stroke } : {}}>
        <title>{`${label}, ${set.name}`}</title>
      </rect>
      {dot !== undefined && (
        <text
          x={x + 3 * dot}
          y={y > (LETTERS + 5) * dot ? y - 4 * dot : y + (LETTERS + 2) * dot}
          fontSize={LETTERS * dot}
          strokeWidth={3 * dot}
          style={stroke ? { fill: stroke } : {}}
        >
          {label}
        </text>
      )}
    </g>
  );
}

/** What was said of the whole picture stands in its corner, set by set. */
function Tags({ sets }: { sets: readonly BoxSet[] }) {
  const tagged = sets.flatMap((set) =>
    set.shapes.flatMap(({ label, shape }) => (shape.type === "tag" ? [{ label, set }] : [])),
  );
  if (tagged.length === 0) return null;
  return (
    <ul className="frame-tags">
      {tagged.map(({ label, set }) => (
        <li key={`${set.name} ${label}`} className={`frame-tag ${set.look}`}>
          {label}
        </li>
      ))}
    </ul>
  );
}
