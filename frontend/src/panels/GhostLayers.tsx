/** Several model versions on one picture: each is a layer of ghosts that can be switched off. */
import { Eye, EyeOff } from "lucide-react";
import { useStore } from "zustand";
import type { FrameState } from "../model/frameState";
import { layersOf, lookOf } from "../model/ghostLayers";
import { isShown } from "../model/ghosts";
import { toggleVersion, uiStore } from "../state/uiStore";

export function GhostLayers({ frame, threshold }: { frame: FrameState; threshold: number }) {
  const hidden = useStore(uiStore, (state) => state.hiddenVersions);
  const main = useStore(uiStore, (state) => state.mainVersions);
  const layers = layersOf(frame.versions, main);
  return (
    <ul className="ghost-layers" aria-label="Model versions on this picture" data-testid="ghost-layers">
      {frame.versions.map((version) => {
        const own = [...frame.predictions.values()].filter((ghost) => ghost.model_version_id === version.id);
        const above = own.filter((ghost) => isShown(ghost.score, threshold)).length;
        const shown = !hidden.has(version.id);
        const name = `${version.name} ${version.version}`;
        const Icon = shown ? Eye : EyeOff;
        return (
          <li key={version.id} className={shown ? "" : "off"}>
            <svg width="26" height="10" aria-hidden="true">
              <line
                x1="1"
                y1="5"
                x2="25"
                y2="5"
                strokeDasharray={lookOf(layers.get(version.id) ?? 0).dash.join(" ")}
              />
            </svg>
            <span className="grow ellipsis">{name}</span>
            <span className="muted small">{above}</span>
            <button
              type="button"
              className="icon-btn small"
              aria-pressed={shown}
              aria-label={`Show ghosts of ${name}`}
              data-tip={shown ? `Hide the ghosts of ${name}` : `Show the ghosts of ${name}`}
              onClick={() => toggleVersion(version.id)}
            >
              <Icon size={15} aria-hidden="true" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
