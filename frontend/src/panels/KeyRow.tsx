/** One command and its keys: click one and press another, add one, take one away, or go back to the first. */
import { Plus, RotateCcw, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { bindingsStore, setOverrides } from "../state/bindingsStore";
import type { Command } from "../state/command";
import { COMMANDS } from "../state/commands";
import { nameKey, showKey } from "../state/keys";
import { clashesOf, keysIn, refusalOf, withFirstKeys, withKey, withoutKey } from "../state/rebinding";
import { Keys } from "./ui/Tip";

const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"]);
const said = (key: string): string => showKey(key).join("+");

/** Which key waits for its new one; null for a key besides those there are. */
interface Waiting {
  readonly old: string | null;
}

interface Clash {
  readonly old: string | null;
  readonly key: string;
  readonly others: readonly Command[];
}

export function KeyRow({ command }: { command: Command }) {
  const overrides = useStore(bindingsStore, (state) => state.overrides);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [clash, setClash] = useState<Clash | null>(null);
  const keys = keysIn(overrides, command);
  const row = useRef<HTMLLIElement>(null);
  /** The key whose cap gets the focus once it is drawn: the one before is gone. */
  const toFocus = useRef<string | null>(null);
  useEffect(() => {
    if (toFocus.current === null) return;
    row.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(toFocus.current)}"]`)?.focus();
    toFocus.current = null;
  });

  const begin = (old: string | null) => {
    setWaiting({ old });
    setRefusal(null);
    setClash(null);
  };
  const end = () => {
    setWaiting(null);
    setRefusal(null);
  };
  const apply = (old: string | null, key: string, swap: boolean) => {
    setOverrides(withKey(COMMANDS, bindingsStore.getState().overrides, command.id, { old, key, swap }));
    toFocus.current = key;
    setClash(null);
    end();
  };
  const onKey = (event: KeyboardEvent) => {
    if (!waiting) return;
    if (event.key === "Tab") return end();
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || MODIFIERS.has(event.key)) return;
    if (event.key === "Escape") return end();
    const key = nameKey(event);
    if (key === waiting.old) return end();
    const refused = refusalOf(key);
    if (refused) return setRefusal(`${said(key)} cannot be taken. ${refused}`);
    const others = clashesOf(COMMANDS, bindingsStore.getState().overrides, command.id, key);
    if (others.length === 0) return apply(waiting.old, key, false);
    setClash({ old: waiting.old, key, others });
    end();
  };

  const cap = (old: string | null) => {
    const isWaiting = waiting !== null && waiting.old === old;
    const name =
      old === null
        ? `Add a key for ${command.title}`
        : `Change ${showKey(old).join(" ")} of ${command.title}`;
    return (
      <button
        type="button"
        className={isWaiting ? "key-cap waiting" : "key-cap"}
        data-key={old ?? ""}
        aria-label={isWaiting ? `Press the new key for ${command.title}` : name}
        data-tip={isWaiting ? undefined : old === null ? "Add a key" : "Change this key"}
        onClick={() => begin(old)}
        onKeyDown={onKey}
        onKeyUp={(event) => isWaiting && event.preventDefault()}
        onBlur={() => isWaiting && end()}
      >
        {isWaiting ? (
          "Press a key…"
        ) : old === null ? (
          <Plus size={13} aria-hidden="true" />
        ) : (
          <Keys name={old} />
        )}
      </button>
    );
  };

  return (
    <li ref={row} className="key-row" data-command={command.id}>
      <span className="key-title">{command.title}</span>
      <span className="key-caps">
        {keys.map((key) => (
          <span key={key} className="key-one">
            {cap(key)}
            <button
              type="button"
              className="icon-btn tiny"
              aria-label={`Take ${said(key)} from ${command.title}`}
              data-tip="Take this key away"
              onClick={() => setOverrides(withoutKey(COMMANDS, overrides, command.id, key))}
            >
              <X size={12} aria-hidden="true" />
            </button>
          </span>
        ))}
        {cap(null)}
        <button
          type="button"
          className="icon-btn tiny"
          aria-label={`Reset the keys of ${command.title}`}
          data-tip="Back to the first keys"
          disabled={!overrides.has(command.id)}
          onClick={() => {
            setClash(null);
            setOverrides(withFirstKeys(COMMANDS, overrides, command.id));
          }}
        >
          <RotateCcw size={12} aria-hidden="true" />
        </button>
      </span>
      {refusal && (
        <p className="key-note" role="alert">
          {refusal}
        </p>
      )}
      {clash && (
        <ClashNote
          clash={clash}
          onTake={(swap) => apply(clash.old, clash.key, swap)}
          onLeave={() => {
            toFocus.current = clash.old ?? "";
            setClash(null);
          }}
        />
      )}
    </li>
  );
}

interface ClashNoteProps {
  clash: Clash;
  onTake: (swap: boolean) => void;
  onLeave: () => void;
}

function ClashNote({ clash, onTake, onLeave }: ClashNoteProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const swaps = clash.old !== null;
  return (
    <div className="key-note" role="alert">
      <span>
        {said(clash.key)} is the key of {clash.others.map((other) => `“${other.title}”`).join(", ")}.
      </span>
      <span className="row">
        {swaps && (
          <button ref={first} type="button" className="btn small primary" onClick={() => onTake(true)}>
            Swap
          </button>
        )}
        <button ref={swaps ? null : first} type="button" className="btn small" onClick={() => onTake(false)}>
          Take it
        </button>
        <button type="button" className="btn small" onClick={onLeave}>
          Leave it
        </button>
      </span>
    </div>
  );
}
