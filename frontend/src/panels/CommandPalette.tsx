/** Finds and runs any command, label or picture by a few letters. */
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { findItems, noteUsed } from "../state/palette";
import { openDialog } from "../state/uiStore";
import { Dialog } from "./ui/Dialog";
import { Keys } from "./ui/Tip";

export function CommandPalette() {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => findItems(words), [words]);
  const chosen = Math.min(at, found.length - 1);
  const current = found[chosen];

  useEffect(() => {
    if (current) document.getElementById(`palette-${current.id}`)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const run = (index: number) => {
    const item = found[index];
    if (!item || item.why) return;
    openDialog(null);
    noteUsed(item.id);
    // The dialog gives the focus back first, so that what runs may move it.
    setTimeout(item.run, 0);
  };
  const onKey = (event: KeyboardEvent) => {
    const last = Math.max(0, found.length - 1);
    if (event.key === "ArrowDown") setAt(chosen >= last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") setAt(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "PageDown") setAt(Math.min(last, chosen + 8));
    else if (event.key === "PageUp") setAt(Math.max(0, chosen - 8));
    else if (event.key === "Enter") run(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="All commands" onClose={() => openDialog(null)}>
      <input
        className="palette-input"
        placeholder="A command, a label, a picture…"
        aria-label="Find a command"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={current ? `palette-${current.id}` : undefined}
        autoFocus
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id="palette-list" className="palette" role="listbox" aria-label="Commands" tabIndex={-1}>
        {found.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          <div
            key={item.id}
            id={`palette-${item.id}`}
            role="option"
            aria-selected={index === chosen}
            aria-disabled={item.why !== null}
            tabIndex={-1}
            onClick={() => run(index)}
            onPointerMove={() => setAt(index)}
          >
            <span className="palette-title">
              {item.title}
              {item.why && <small> {item.why}</small>}
            </span>
            <span className="muted small">{item.also}</span>
            {item.keys[0] && <Keys name={item.keys[0]} />}
          </div>
        ))}
        {found.length === 0 && <p className="muted">Nothing has these letters.</p>}
      </div>
    </Dialog>
  );
}
