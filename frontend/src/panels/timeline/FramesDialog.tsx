/** Asks for how many frames something is done: a number, or one of those that come to mind. */
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useStore } from "zustand";
import { lastFrames, rememberFrames } from "../../state/frameCounts";
import { openDialog } from "../../state/uiStore";
import { videoStore } from "../../state/videoStore";
import { Dialog, DialogFoot } from "../ui/Dialog";

interface Props {
  readonly title: string;
  readonly act: string;
  /** Under which the number given last is remembered. */
  readonly name: string;
  readonly direction: 1 | -1;
  readonly most: number;
  readonly about: (count: number, first: number, last: number) => string;
  /** More to choose, about the frames asked for so far. */
  readonly more?: (first: number, last: number) => ReactNode;
  readonly run: (count: number) => void;
}

export function FramesDialog({ title, act, name, direction, most, about, more, run }: Props) {
  const [typed, setTyped] = useState(() => String(lastFrames(name)));
  const index = useStore(videoStore, (state) => state.index);
  const facts = useStore(videoStore, (state) => state.facts);
  const aboutId = useId();
  const room = direction > 0 ? (facts?.frame_count ?? 1) - 1 - index : index;
  const limit = Math.min(most, room);
  const wanted = /^\d+$/.test(typed.trim()) ? Number(typed.trim()) : 0;
  const count = Math.min(wanted, limit);
  const scene = facts?.scenes.find((start) => start > index);
  const before = facts?.scenes.findLast((start) => start <= index) ?? 0;
  const toScene = direction > 0 ? (scene ?? index + room + 1) - 1 - index : index - before;
  const ends = direction > 0 ? scene === undefined : before === 0;
  const where = ends ? (direction > 0 ? "To the end" : "To the start") : "This scene";
  const choices = [
    [10, "10"],
    [30, "30"],
    [100, "100"],
    ...(toScene > 0 && toScene <= most ? ([[toScene, where]] as const) : []),
  ] as const;
  const start = (frames: number) => {
    if (frames < 1) return;
    rememberFrames(name, frames);
    openDialog(null);
    run(frames);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(count);
  };
  return (
    <Dialog title={title} onClose={() => openDialog(null)}>
      <form className="stack" onSubmit={submit}>
        <label className="field">
          <span>Frames</span>
          <input
            type="number"
            inputMode="numeric"
            min={1}
            max={Math.max(1, limit)}
            value={typed}
            aria-describedby={aboutId}
            data-testid="frames"
            onChange={(event) => setTyped(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </label>
        <div className="chips" role="group" aria-label="Often chosen">
          {choices.map(([frames, words]) => (
            <button
              key={words}
              type="button"
              className="btn small"
              disabled={limit < 1}
              onClick={() => setTyped(String(Math.min(frames, limit)))}
            >
              {words}
            </button>
          ))}
        </div>
        <p className="muted small" id={aboutId}>
          {limit < 1
            ? `There is no frame ${direction > 0 ? "after" : "before"} this one.`
            : count < 1
              ? "A whole number of frames, please."
              : about(count, index, index + direction * count)}
        </p>
        {count >= 1 && more?.(index, index + direction * count)}
        <DialogFoot act={act} ready={count >= 1} onCancel={() => openDialog(null)} />
      </form>
    </Dialog>
  );
}
