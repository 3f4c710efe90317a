/** The pictures that several people label: those that wait for a decision first. */
import { Users } from "lucide-react";
import { useStore } from "zustand";
import type { PanelFilter } from "../../api/quality";
import type { Panel } from "../../contract/quality";
import { showShare } from "../../model/quality/matrix";
import { filterPanels, morePanels, openConsensus, qualityStore, undoMerge } from "../../state/quality";
import { showCount } from "../ui/format";
import { Avatar, Chip, EmptyState } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";
import { ConsensusView } from "./ConsensusView";

const FILTERS: readonly { filter: PanelFilter; name: string }[] = [
  { filter: "disputed", name: "Disputed" },
  { filter: "agreed", name: "Agreed" },
  { filter: "open", name: "Being answered" },
  { filter: "merged", name: "Merged" },
];

export function PanelsView() {
  const { panels, panelsNext, filter, consensus } = useStore(qualityStore);
  if (consensus) return <ConsensusView key={consensus.panel.frame_id} consensus={consensus} />;
  return (
    <>
      <div className="segments" role="group" aria-label="Which pictures">
        {FILTERS.map((entry) => (
          <button
            key={entry.filter}
            type="button"
            aria-pressed={filter === entry.filter}
            onClick={() => filterPanels(entry.filter)}
          >
            {entry.name}
          </button>
        ))}
      </div>
      {panels === null && <p className="muted">Reading the list…</p>}
      {panels?.length === 0 && (
        <EmptyState icon={Users} title="No such picture">
          <p>
            Pictures appear here once the queue has handed them to several people. How many, and to how many
            people, is set in the settings.
          </p>
        </EmptyState>
      )}
      {panels && panels.length > 0 && (
        <ul className="panel-list" aria-label="Pictures of several people">
          {panels.map((panel) => (
            <PanelRow key={panel.frame_id} panel={panel} />
          ))}
        </ul>
      )}
      <ShowMore of="pictures" shown={panelsNext !== null} onMore={() => void morePanels()} />
    </>
  );
}

function PanelRow({ panel }: { panel: Panel }) {
  const inHand = panel.seats.filter(({ status }) => status === "submitted");
  const busy = useStore(qualityStore, (state) => state.busy);
  return (
    <li className="card panel-row">
      <img src={`/api/assets/${encodeURIComponent(panel.asset_id)}/thumbnail`} alt="" loading="lazy" />
      <div className="panel-what">
        <strong title={panel.asset_name}>{panel.asset_name}</strong>
        <span className="muted small">
          {panel.route === null
            ? `${inHand.length} of ${panel.wanted} answers are in`
            : `${panel.agreed} of ${showCount(panel.objects, "object")} alike, overlap ${showShare(panel.mean_iou)}`}
        </span>
      </div>
      <span className="panel-people">
        {panel.seats.map(({ person, status }) => (
          <Avatar key={person.id} id={person.id} name={person.name} tip={`${person.name}: ${status}`} />
        ))}
      </span>
      {panel.route && (
        <Chip tone={panel.status === "merged" ? "good" : panel.route === "agreed" ? "live" : "warn"}>
          {panel.status === "merged" ? "merged" : panel.route}
        </Chip>
      )}
      {panel.status === "merged" && (
        <button
          type="button"
          className="btn small"
          disabled={busy}
          onClick={() => void undoMerge(panel.frame_id)}
        >
          Undo merge
        </button>
      )}
      <button
        type="button"
        className="btn small"
        disabled={busy || inHand.length === 0}
        onClick={() => void openConsensus(panel.frame_id)}
      >
        Who said what
      </button>
    </li>
  );
}
