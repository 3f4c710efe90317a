/** The project's pictures on the left: live state of each, filter and search, ten thousand without effort. */
import { Film, ImageOff, Search } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Asset } from "../contract/contract";
import { tallyAssets } from "../model/assetCounts";
import { type AssetFilter, assetsStore, loadMoreAssets, shownAssets } from "../state/assetsStore";
import { chooseNone, chooseOne, chooseTo } from "../state/chosenPictures";
import { workStore } from "../state/myWork";
import { openAssetStore } from "../state/openAssetStore";
import { projectStore } from "../state/projectStore";
import { projectPath } from "../state/routeStore";
import { AssetChips } from "./AssetChips";
import { ChosenPictures } from "./ChosenPictures";
import { DuplicateChip } from "./duplicates/DuplicateHint";
import { Link } from "./ui/parts";
import { VirtualList } from "./ui/VirtualList";

const ROW = 60;
const FILTERS: readonly { filter: AssetFilter; title: string }[] = [
  { filter: "all", title: "All" },
  { filter: "todo", title: "To do" },
  { filter: "waiting", title: "Review" },
  { filter: "reviewed", title: "Done" },
  { filter: "failed", title: "Failed" },
];

export function AssetList({ projectId }: { projectId: string }) {
  const state = useStore(assetsStore);
  const counts = useStore(projectStore, (store) => store.project?.counts);
  const wanted = useStore(openAssetStore, (store) => store.wanted);
  const shown = useMemo(() => shownAssets(state), [state]);
  const manages = useStore(projectStore, (store) => store.project?.my_role === "manager");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen is of one project
  useEffect(() => chooseNone, [projectId]);
  const more = useCallback(() => void loadMoreAssets(), []);
  // A complete list knows best; until then the project's own counts, moved by every event, stand in.
  const tally = useMemo(
    () => (state.complete ? tallyAssets(state.byId.values()) : (counts ?? null)),
    [state.complete, state.byId, counts],
  );
  return (
    <aside className="side left" aria-label="Pictures">
      <div className="side-head">
        <h2>Pictures</h2>
        <span className="muted count">
          {tally && tally.pending > 0
            ? `${tally.ready.toLocaleString("en")} of ${tally.assets.toLocaleString("en")} ready`
            : tally?.assets.toLocaleString("en")}
        </span>
      </div>
      <label className="search">
        <Search size={14} aria-hidden="true" />
        <input
          type="search"
          placeholder="Find by name"
          aria-label="Find pictures by name"
          value={state.search}
          onChange={(event) => assetsStore.setState({ search: event.target.value })}
        />
      </label>
      <div className="segments" role="group" aria-label="Which pictures">
        {FILTERS.map(({ filter, title }) => (
          <button
            type="button"
            key={filter}
            aria-pressed={state.filter === filter}
            onClick={() => assetsStore.setState({ filter })}
          >
            {title}
          </button>
        ))}
      </div>
      <DuplicateChip projectId={projectId} />
      <VirtualList
        items={shown}
        rowHeight={ROW}
        keyOf={(id) => id}
        name="Pictures"
        focusKey={wanted}
        onEnd={more}
        render={(id) => (
          <Row id={id} projectId={projectId} current={id === wanted} shown={manages ? shown : null} />
        )}
      />
      {manages && <ChosenPictures />}
      {shown.length === 0 && !state.loading && (
        <p className="side-empty muted">
          {state.order.length === 0
            ? "Nothing here yet. Drop files anywhere on this page."
            : "No picture fits this filter."}
        </p>
      )}
      {state.loading && <p className="side-empty muted">Reading the list…</p>}
      {state.error && (
        <p className="side-empty">
          {state.error}{" "}
          <button type="button" className="link" onClick={more}>
            Try again
          </button>
        </p>
      )}
    </aside>
  );
}

interface RowProps {
  id: string;
  projectId: string;
  current: boolean;
  /** The list in which a manager chooses; null for those who give no work. */
  shown: readonly string[] | null;
}

function Row({ id, projectId, current, shown }: RowProps) {
  const asset = useStore(assetsStore, (state) => state.byId.get(id));
  const chosen = useStore(workStore, (state) => state.chosen.has(id));
  if (!asset) return null;
  const done = (event: MouseEvent | KeyboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  const click = (event: MouseEvent) => {
    if (!shown || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (event.shiftKey) chooseTo(id, shown);
    else chooseOne(id);
    done(event);
  };
  const press = (event: KeyboardEvent) => {
    if (!shown) return;
    if (event.key === " ") {
      if (event.shiftKey) chooseTo(id, shown);
      else chooseOne(id);
    } else if (event.key === "Escape" && workStore.getState().chosen.size > 0) chooseNone();
    else return;
    done(event);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the link inside is what has the focus
    <div className={chosen ? "asset-choice chosen" : "asset-choice"} onClickCapture={click} onKeyDown={press}>
      <Link to={projectPath(projectId, "label", id)} className="asset-row" current={current}>
        <Thumbnail asset={asset} />
        <span className="asset-text">
          <span className="asset-name">{asset.name} </span>
          <AssetChips asset={asset} />
          {chosen && <span className="visually-hidden">chosen</span>}
        </span>
      </Link>
    </div>
  );
}

function Thumbnail({ asset }: { asset: Asset }) {
  return (
    <span className={asset.status === "uploaded" ? "thumb pending" : "thumb"}>
      {asset.thumbnail_url && asset.status !== "failed" ? (
        <img src={asset.thumbnail_url} alt="" loading="lazy" decoding="async" />
      ) : asset.status === "failed" ? (
        <ImageOff size={16} aria-hidden="true" />
      ) : null}
      {asset.kind === "video" && <Film size={12} className="thumb-kind" aria-label="Video" />}
    </span>
  );
}
