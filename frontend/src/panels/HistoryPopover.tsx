/** The history of an object, or what was removed of the picture: look at a version, bring it back. */
import { History, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import { useStore } from "zustand";
import type { Actor, Annotation } from "../contract/contract";
import { wordsOf } from "../model/revisionWords";
import { mayEdit } from "../state/editor";
import { frameStore } from "../state/frameStore";
import {
  closeHistory,
  historyStore,
  moreHistory,
  openHistory,
  preview,
  restoreVersion,
} from "../state/historyStore";
import { projectStore } from "../state/projectStore";
import { selectionStore } from "../state/selectionStore";
import { showDate, showMoment } from "./ui/format";
import { Avatar } from "./ui/parts";
import { useKeys } from "./ui/useKeys";

export function HistoryPopover() {
  const openId = useStore(frameStore.store, (state) => state.openId);
  const { frameId, annotationId } = useStore(historyStore);
  const only = useStore(selectionStore, (state) =>
    state.ids.size === 1 ? ([...state.ids][0] ?? null) : null,
  );
  const revision = useStore(frameStore.store, (state) =>
    annotationId && frameId
      ? (state.slots.get(frameId)?.server.annotations.get(annotationId)?.revision ?? 0)
      : 0,
  );
  const reelId = useStore(frameStore.store, (state) => state.reel?.id ?? null);
  const shown = frameId !== null && (frameId === openId || frameId === reelId);
  useEffect(() => {
    if (frameId !== null && frameId !== openId && frameId !== reelId) closeHistory();
  }, [frameId, openId, reelId]);
  // The popover follows the selection, and what anybody does to the object meanwhile.
  useEffect(() => {
    const { frameId: told, annotationId: shownId } = historyStore.getState();
    if (told && only && only !== shownId && frameStore.openFrame()?.annotations.has(only))
      void openHistory(only);
  }, [only]);
  useEffect(() => {
    const { annotationId: shownId, revisions } = historyStore.getState();
    if (shownId && revision > 0 && revisions.length > 0 && revisions[0]?.after?.revision !== revision)
      void openHistory(shownId);
  }, [revision]);
  if (!shown) return null;
  return <Popover />;
}

function Popover() {
  const state = useStore(historyStore);
  const [key] = useKeys("object.history");
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    closeHistory();
    document.querySelector<HTMLElement>("[data-testid=canvas]")?.focus();
  };
  const title = state.annotationId ? "History" : "Removed objects";
  return (
    <aside className="history" aria-label={title} data-testid="history" onKeyDown={onKey}>
      <header>
        <h2>{title}</h2>
        {state.annotationId && state.timeSpentMs > 0 && (
          <span className="muted small" data-tip="Time that all changes took together">
            {showSpent(state.timeSpentMs)}
          </span>
        )}
        <span className="spacer" />
        <button
          type="button"
          className="icon-btn tiny"
          aria-label="Close"
          data-tip="Close"
          data-keys={key ?? ""}
          onClick={closeHistory}
        >
          <X size={15} aria-hidden="true" />
        </button>
      </header>
      {state.annotationId ? <Revisions /> : <Removed />}
      {state.loading && <p className="muted small">Reading…</p>}
      {state.next && !state.loading && (
        <button type="button" className="link" onClick={() => void moreHistory()}>
          Earlier changes
        </button>
      )}
    </aside>
  );
}

function Revisions() {
  const revisions = useStore(historyStore, (state) => state.revisions);
  const labels = useStore(projectStore, (state) => state.project?.labels);
  return (
    <ol>
      {revisions.map((entry, index) => (
        <Version
          key={entry.seq}
          actor={entry.actor}
          at={entry.at}
          version={entry.after ?? entry.before}
          current={index === 0 && entry.after !== null}
        >
          {wordsOf(entry, labels).join(", ")}
        </Version>
      ))}
    </ol>
  );
}

function Removed() {
  const { removed, loading } = useStore(historyStore);
  if (removed.length === 0 && !loading)
    return <p className="muted small">Nothing was removed of this picture.</p>;
  return (
    <ol>
      {removed.map((item) => (
        <Version key={item.id} actor={item.actor} at={item.updated_at} version={item} removed>
          {item.label}
        </Version>
      ))}
    </ol>
  );
}

interface VersionProps {
  actor: Actor | null;
  at: string;
  version: Annotation | null;
  current?: boolean;
  removed?: boolean;
  children: ReactNode;
}

function Version({ actor, at, version, current = false, removed = false, children }: VersionProps) {
  return (
    <li
      onPointerEnter={() => preview(version)}
      onPointerLeave={() => preview(null)}
      onFocus={() => preview(version)}
      onBlur={() => preview(null)}
    >
      {actor && <Avatar id={actor.id} name={actor.name} />}
      <div className="version-words">
        <span>{children}</span>
        <span className="muted small" title={showDate(at)}>
          {actor?.name ?? ""} · {showMoment(at)}
        </span>
      </div>
      {removed && version && (
        <button
          type="button"
          className="icon-btn tiny"
          aria-label={`History of ${version.label}`}
          data-tip="Its history"
          onClick={() => void openHistory(version.id)}
        >
          <History size={14} aria-hidden="true" />
        </button>
      )}
      {current ? (
        <span className="muted small">now</span>
      ) : (
        version &&
        mayEdit() && (
          <button
            type="button"
            className="btn small"
            aria-label={removed ? "Restore this object" : "Restore this version"}
            data-tip={removed ? "Restore this object" : "Restore this version"}
            data-note="One undo takes it back."
            onClick={() => restoreVersion(version)}
          >
            Restore
          </button>
        )
      )}
    </li>
  );
}

function showSpent(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s of work` : `${Math.round(seconds / 60)} min of work`;
}
