/** The pictures of known truth, with which people are tested. */
import { BadgeCheck } from "lucide-react";
import { useStore } from "zustand";
import { moreTruths, qualityStore, setTruth } from "../../state/quality";
import { projectPath } from "../../state/routeStore";
import { showCount, showMoment } from "../ui/format";
import { EmptyState, Link } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

export function TruthsView({ projectId }: { projectId: string }) {
  const { truths, truthsNext } = useStore(qualityStore);
  if (truths === null) return <p className="muted">Reading the list…</p>;
  if (truths.length === 0)
    return (
      <EmptyState icon={BadgeCheck} title="No picture's truth is known yet">
        <p>
          Open an approved picture and choose “Take as known truth” (Ctrl+K). People then get it among the
          others and are compared with it, if the settings say so.
        </p>
      </EmptyState>
    );
  return (
    <>
      <ul className="panel-list" aria-label="Pictures of known truth">
        {truths.map((truth) => (
          <li key={truth.frame_id} className="card panel-row">
            <img src={`/api/assets/${encodeURIComponent(truth.asset_id)}/thumbnail`} alt="" loading="lazy" />
            <div className="panel-what">
              <Link to={projectPath(projectId, "label", truth.asset_id)}>{truth.asset_name}</Link>
              <span className="muted small">
                {showCount(truth.objects, "object")}, by {truth.marked_by.name}, {showMoment(truth.marked_at)}
              </span>
            </div>
            <button type="button" className="btn small" onClick={() => void setTruth(truth.frame_id, false)}>
              Release
            </button>
          </li>
        ))}
      </ul>
      <ShowMore of="pictures" shown={truthsNext !== null} onMore={() => void moreTruths()} />
    </>
  );
}
