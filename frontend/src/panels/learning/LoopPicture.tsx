/** The circle of a project in one picture: every station with its number, the one at work glowing. */
import { BrainCircuit, Camera, PencilLine, Radio, Scale, Sparkles, Upload } from "lucide-react";
import type { ReactNode } from "react";
import type { Station, StationName } from "../../model/loop/stations";
import type { ProjectPage } from "../../state/routeStore";
import { projectPath } from "../../state/routeStore";
import { EndKept } from "../ui/EndKept";
import { Link } from "../ui/parts";

const ICONS = {
  upload: Upload,
  predict: Sparkles,
  correct: PencilLine,
  snapshot: Camera,
  train: BrainCircuit,
  gate: Scale,
  live: Radio,
} satisfies Record<StationName, unknown>;

const LEADS: Readonly<Record<StationName, ProjectPage>> = {
  upload: "upload",
  predict: "models",
  correct: "label",
  snapshot: "exports",
  train: "learning",
  gate: "models",
  live: "models",
};

interface Props {
  projectId: string;
  stations: readonly Station[];
  /** What stands in the middle of the circle. */
  children: ReactNode;
}

export function LoopPicture({ projectId, stations, children }: Props) {
  const busy = stations.some((station) => station.active);
  return (
    <section className="loop card" aria-label="The loop">
      <svg className={busy ? "loop-track busy" : "loop-track"} aria-hidden="true">
        <rect x="1" y="1" rx="26" className="loop-line" pathLength="100" />
        <rect x="1" y="1" rx="26" className="loop-flow" pathLength="100" />
      </svg>
      <ol className="loop-stations">
        {stations.map((station) => (
          <StationCard key={station.name} projectId={projectId} station={station} />
        ))}
      </ol>
      <div className="loop-middle">{children}</div>
    </section>
  );
}

function StationCard({ projectId, station }: { projectId: string; station: Station }) {
  const Icon = ICONS[station.name];
  const lead = LEADS[station.name];
  const body = (
    <>
      <span className="station-icon">
        <Icon size={16} aria-hidden="true" />
      </span>
      <span className="station-text">
        <span className="station-title">{station.title}</span>
        <strong>
          <EndKept>{station.figure}</EndKept>
        </strong>
        <span className="muted small">{station.detail}</span>
      </span>
      {station.active && <span className="visually-hidden">, at work now</span>}
    </>
  );
  return (
    <li className={`station at-${station.name}${station.active ? " active" : ""}`}>
      {lead === "learning" ? (
        <a className="station-card" href="#trainings">
          {body}
        </a>
      ) : (
        <Link className="station-card" to={projectPath(projectId, lead)}>
          {body}
        </Link>
      )}
    </li>
  );
}
