/** What a trainer says, line by line: followed while it runs, and copied whole. */
import { Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Training } from "../../contract/learning";
import { toast, toastError } from "../../state/toastStore";
import { logStore, readOn } from "../../state/trainings";
import { showCount, showTime } from "../ui/format";

const ROW = 19;
const HEIGHT = 209;
const MARGIN_ROWS = 12;

export function TrainingLog({ training }: { training: Training }) {
  const { id, line_count: count, status } = training;
  const own = useStore(logStore, (state) => state.trainingId === id);
  const lines = useStore(logStore, (state) => state.lines);
  const error = useStore(logStore, (state) => state.error);
  const [follow, setFollow] = useState(true);
  const [top, setTop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  // Each change of the row may mean more lines.
  // biome-ignore lint/correctness/useExhaustiveDependencies: read on when the row tells of more
  useEffect(() => void readOn(id), [id, count, status]);
  const shown = own ? lines : [];
  const last = shown.length;
  useEffect(() => {
    if (follow && box.current && last > 0) box.current.scrollTop = last * ROW;
  }, [follow, last]);
  const from = Math.max(0, Math.floor(top / ROW) - MARGIN_ROWS);
  const until = Math.min(last, Math.ceil((top + HEIGHT) / ROW) + MARGIN_ROWS);
  const copy = () =>
    navigator.clipboard
      .writeText(shown.map((line) => line.text).join("\n"))
      .then(() => toast("The log is on the clipboard.", "good"), toastError);
  return (
    <details className="training-log" open={status === "running" || status === "failed"}>
      <summary>
        What the trainer says <span className="muted small">{showCount(count, "line")}</span>
      </summary>
      {error && <p className="fault">{error}</p>}
      <div
        ref={box}
        className="log-box"
        role="log"
        aria-label="Log of the training"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the arrow keys
        tabIndex={0}
        style={{ height: HEIGHT }}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setTop(scrollTop);
          setFollow(scrollHeight - scrollTop - clientHeight < ROW * 1.5);
        }}
      >
        <div style={{ height: last * ROW, position: "relative" }}>
          {shown.slice(from, until).map((line, index) => (
            <p key={line.number} style={{ position: "absolute", top: (from + index) * ROW, height: ROW }}>
              <time className="muted" dateTime={line.at}>
                {showTime(Date.parse(line.at))}
              </time>{" "}
              {line.text}
            </p>
          ))}
        </div>
        {last === 0 && <p className="muted">Nothing was said yet.</p>}
      </div>
      <div className="row">
        <label className="check">
          <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.target.checked)} />{" "}
          Follow
        </label>
        <button type="button" className="btn small" disabled={last === 0} onClick={copy}>
          <Copy size={14} aria-hidden="true" /> Copy
        </button>
      </div>
    </details>
  );
}
