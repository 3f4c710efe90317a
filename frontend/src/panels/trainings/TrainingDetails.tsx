/** One training: its curves as they grow, what its trainer says, how to stop it, and what came of it. */
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Training } from "../../contract/learning";
import { type CurveChart, layCurves } from "../../model/loop/curves";
import { isOpen } from "../../model/loop/stations";
import { learningStore, loadCurves } from "../../state/learningStore";
import { projectPath } from "../../state/routeStore";
import { stop } from "../../state/trainings";
import { Chart } from "../ui/Chart";
import { ConfirmButton } from "../ui/ConfirmButton";
import { Link } from "../ui/parts";
import { TrainingLog } from "./TrainingLog";

const NO_POINTS: never[] = [];
const COLOURS = { train: "--chart-1", validation: "--chart-2" } as const;
const LOOKS = { train: "line", validation: "dashed" } as const;
const showStep = (step: number) => `step ${step.toLocaleString("en")}`;

interface Props {
  training: Training;
  manager: boolean;
  projectId: string;
}

export function TrainingDetails({ training, manager, projectId }: Props) {
  const points = useStore(learningStore, (state) => state.points.get(training.id)) ?? NO_POINTS;
  useEffect(() => void loadCurves(training.id), [training.id]);
  const charts = useMemo(() => layCurves(points), [points]);
  const going = isOpen(training.status);
  return (
    <div className="training-body">
      {charts.length > 0 ? (
        <div className="chart-grid">
          {charts.map((chart) => (
            <Curves key={chart.metric} chart={chart} />
          ))}
        </div>
      ) : (
        <p className="muted">{going ? "Curves appear with the first step." : "Nothing was measured."}</p>
      )}
      <TrainingLog training={training} />
      <div className="row">
        {training.model_version_id && (
          <Link className="btn small" to={`${projectPath(projectId, "models")}#${training.model_version_id}`}>
            The version that came of it
          </Link>
        )}
        {manager && going && (
          <ConfirmButton
            asks
            name="Stop this training"
            question="Stop it: nothing comes of it?"
            questionName="Really stop this training; no version comes of it"
            className="btn small"
            onConfirm={() => void stop(training.id)}
          >
            Stop
          </ConfirmButton>
        )}
      </div>
    </div>
  );
}

function Curves({ chart }: { chart: CurveChart }) {
  const series = useMemo(
    () =>
      chart.curves.map((curve) => ({
        name: curve.name,
        colour: COLOURS[curve.split],
        look: LOOKS[curve.split],
        values: curve.values,
      })),
    [chart],
  );
  return (
    <Chart
      title={chart.metric === "ap50" ? "AP50" : chart.metric}
      step="Step"
      steps={chart.steps}
      series={series}
      height={150}
      showStep={showStep}
    />
  );
}
