/** One group of near-duplicates: its pictures side by side, the one to keep marked. */
import { Check, Star, Undo2 } from "lucide-react";
import { memo, useId } from "react";
import { useStore } from "zustand";
import type { Actor, Asset } from "../../contract/contract";
import type { DuplicateGroup } from "../../contract/duplicates";
import { isSkipped } from "../../model/duplicates";
import { assetsStore } from "../../state/assetsStore";
import { choosePicture, keepOne, undoKeep } from "../../state/duplicates";
import { projectPath } from "../../state/routeStore";
import { showBytes } from "../ui/format";
import { Avatar, Chip, Link, VERDICT_TONE } from "../ui/parts";

/** More of a group than these are only counted. */
const MOST_SHOWN = 24;

interface Props {
  group: DuplicateGroup;
  chosen: string | undefined;
  told: string | undefined;
  mayEdit: boolean;
  open: boolean;
  busy: boolean;
}

export const DuplicateCard = memo(function DuplicateCard(props: Props) {
  const { group, chosen, told, mayEdit, open, busy } = props;
  const name = useId();
  const kept = chosen ?? group.best;
  const more = group.assets.length - MOST_SHOWN;
  const canKeep = mayEdit && open && told === undefined;
  const isSettled = told !== undefined || !open;
  return (
    <li
      className={told === undefined ? "duplicate-group" : "duplicate-group settled"}
      data-testid="duplicates-group"
    >
      <div className="duplicate-head">
        <strong>{group.assets.length} pictures</strong>
        {told !== undefined && (
          <span className="suspect-done" role="status">
            <Check size={15} aria-hidden="true" /> {told}
          </span>
        )}
        {mayEdit && isSettled && (
          <button
            type="button"
            className="btn small"
            disabled={busy}
            onClick={() => void undoKeep([group.id])}
          >
            <Undo2 size={14} aria-hidden="true" />{" "}
            {told === undefined ? "Let the skipped wait again" : "Undo"}
          </button>
        )}
        {canKeep && (
          <button
            type="button"
            className="btn small primary"
            disabled={busy}
            onClick={() => void keepOne(group)}
          >
            Keep this one, skip the others
          </button>
        )}
      </div>
      <div className="duplicate-row" role="radiogroup" aria-label="Which one to keep">
        {group.assets.slice(0, MOST_SHOWN).map((asset) => (
          <Picture
            key={asset.id}
            given={asset}
            people={group.people[asset.id] ?? []}
            best={asset.id === group.best}
            kept={asset.id === kept}
            radio={canKeep ? name : null}
            onKeep={() => choosePicture(group.id, asset.id)}
          />
        ))}
        {more > 0 && <p className="muted small">and {more.toLocaleString("en")} more</p>}
      </div>
    </li>
  );
});

interface PictureProps {
  given: Asset;
  people: readonly Actor[];
  best: boolean;
  kept: boolean;
  /** The name of the group of choices; null where nothing is to be chosen. */
  radio: string | null;
  onKeep: () => void;
}

function Picture({ given, people, best, kept, radio, onKeep }: PictureProps) {
  // Events keep this one fresh.
  const asset = useStore(assetsStore, (state) => state.byId.get(given.id) ?? given);
  const measures = asset.width && asset.height ? `${asset.width} × ${asset.height}` : "";
  return (
    <figure
      className={isSkipped(asset) ? "duplicate skipped" : kept && radio ? "duplicate kept" : "duplicate"}
    >
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the choice lies in it, where there is one */}
      <label>
        {asset.thumbnail_url && <img src={asset.thumbnail_url} alt="" loading="lazy" decoding="async" />}
        {radio && (
          <input
            type="radio"
            name={radio}
            checked={kept}
            aria-label={`Keep ${asset.name}`}
            onChange={onKeep}
          />
        )}
        {best && (
          <span className="duplicate-best" data-tip="Worked on, or the largest">
            <Star size={12} aria-hidden="true" /> best
          </span>
        )}
      </label>
      <figcaption>
        <Link to={projectPath(asset.project_id, "label", asset.id)}>{asset.name}</Link>
        <span className="muted small">
          {[measures, showBytes(asset.byte_size)].filter(Boolean).join(" · ")}
        </span>
        <span className="chips">
          {asset.reviewed && <Chip tone={VERDICT_TONE[asset.reviewed]}>{asset.reviewed}</Chip>}
          {people.slice(0, 4).map((person) => (
            <Avatar key={person.id} id={person.id} name={person.name} tip={`${person.name} worked on it`} />
          ))}
        </span>
      </figcaption>
    </figure>
  );
}
