/** Finds and runs any command by its words. */
import { type KeyboardEvent, useMemo, useState } from "react";
import { activeScopes, COMMANDS } from "../state/commands";
import { openDialog } from "../state/uiStore";
import { Dialog } from "./ui/Dialog";
import { Keys } from "./ui/Tip";

export function CommandPalette() {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const scopes = activeScopes();
    const needles = words.toLowerCase().split(/\s+/).filter(Boolean);
    return COMMANDS.filter((item) => {
      if (item.keyOnly || item.id === "help.palette" || !scopes.includes(item.scope)) return false;
      const text = `${item.title} ${item.group}`.toLowerCase();
      return needles.every((needle) => text.includes(needle));
    });
  }, [words]);
  const chosen = Math.min(at, found.length - 1);

  const run = (index: number) => {
    const item = found[index];
    openDialog(null);
    item?.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setAt((chosen - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") run(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="All commands" onClose={() => openDialog(null)}>
      <input
        className="palette-input"
        placeholder="What do you want to do?"
        aria-label="Find a command"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[chosen] ? `palette-${found[chosen].id}` : undefined}
        autoFocus
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id="palette-list" className="palette" role="listbox" aria-label="Commands">
        {found.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          <div
            key={item.id}
            id={`palette-${item.id}`}
            role="option"
            aria-selected={index === chosen}
            tabIndex={-1}
            onClick={() => run(index)}
            onPointerMove={() => setAt(index)}
          >
            <span>{item.title}</span>
            <span className="muted small">{item.group}</span>
            {item.keys[0] && <Keys name={item.keys[0]} />}
          </div>
        ))}
        {found.length === 0 && <p className="muted">No command has these words.</p>}
      </div>
    </Dialog>
  );
}
