/** The pins of issues over the picture: small marks of constant size that stay at their place in it. */
import { type PointerEvent, useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Point } from "../../contract/contract";
import { frameStore } from "../../state/frameStore";
import { dropDraft, goToIssue, issuesStore, placeIssue, shownIssues } from "../../state/issues";
import { viewportStore } from "../../state/viewportStore";

export function IssuePins() {
  const state = useStore(issuesStore);
  const frameId = useStore(frameStore.store, (frames) => frames.openId);
  const layer = useRef<HTMLDivElement>(null);
  const all = state.issues ?? [];
  const pins = shownIssues(state).filter((issue) => issue.frame_id === frameId);
  const draft = state.draft?.frameId === frameId ? state.draft : null;

  useEffect(() => {
    // The view moves with every turn of the wheel: only the marks' places follow it.
    const follow = () => {
      const { view } = viewportStore.getState();
      for (const mark of layer.current?.querySelectorAll<HTMLElement>("[data-x]") ?? []) {
        const x = Number(mark.dataset["x"]) * view.scale + view.x;
        const y = Number(mark.dataset["y"]) * view.scale + view.y;
        mark.style.transform = `translate(${x}px, ${y}px)`;
      }
    };
    follow();
    return viewportStore.subscribe(follow);
  });

  if (!state.placing && !draft && pins.length === 0) return null;
  return (
    <div className="issue-pins" ref={layer}>
      {state.placing && <Aim />}
      {pins.map((issue) => {
        const number = all.findIndex(({ id }) => id === issue.id) + 1;
        const first = issue.comments[0];
        return (
          <button
            key={issue.id}
            type="button"
            className={`issue-pin ${issue.status}`}
            data-x={issue.x}
            data-y={issue.y}
            aria-pressed={issue.id === state.openId}
            aria-label={`Issue ${number}: ${first?.text ?? ""}`}
            data-tip={`${first?.actor.name ?? ""}: ${first?.text ?? ""}`}
            onClick={() => goToIssue(issue)}
          >
            <span>{number}</span>
          </button>
        );
      })}
      {draft && (
        <span className="issue-pin draft" data-x={draft.at[0]} data-y={draft.at[1]} aria-hidden="true">
          <span>+</span>
        </span>
      )}
    </div>
  );
}

/** Over all of the picture: the next click says where. */
function Aim() {
  const own = useRef<HTMLButtonElement>(null);
  useEffect(() => own.current?.focus(), []);
  const put = (event: PointerEvent<HTMLElement>) => {
    const place = event.currentTarget.getBoundingClientRect();
    const { view } = viewportStore.getState();
    const at: Point = [
      (event.clientX - place.left - view.x) / view.scale,
      (event.clientY - place.top - view.y) / view.scale,
    ];
    placeIssue(at);
  };
  return (
    <button
      ref={own}
      type="button"
      className="issue-aim"
      aria-label="Click where the issue is; Escape lets it be"
      onPointerDown={put}
      onKeyDown={(event) => {
        const { size, view } = viewportStore.getState();
        if (event.key === "Escape") dropDraft();
        else if (event.key === "Enter")
          placeIssue([(size.width / 2 - view.x) / view.scale, (size.height / 2 - view.y) / view.scale]);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <span className="issue-aim-hint">Click where the issue is. Esc lets it be.</span>
    </button>
  );
}
