/** How a project learns: four forms, each saved by itself. */
import type { Project } from "../../contract/contract";
import { GateForm } from "./GateForm";
import { QueueForm } from "./QueueForm";
import { ReviewForm } from "./ReviewForm";
import { TrainingForm } from "./TrainingForm";

export function LearningSettings({ project }: { project: Project }) {
  return (
    <section className="learning-settings" aria-labelledby="learning-settings-title">
      <h2 id="learning-settings-title">Learning</h2>
      <TrainingForm project={project} />
      <GateForm project={project} />
      <QueueForm project={project} />
      <ReviewForm project={project} />
    </section>
  );
}
