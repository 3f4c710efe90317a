/** A person's own keys: every command by group, found by a few letters, changed by pressing the new key. */
import { ChevronLeft, Download, RotateCcw, Search, Upload } from "lucide-react";
import { type ChangeEvent, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { rankItems } from "../model/fuzzy";
import { bindingsStore, setOverrides } from "../state/bindingsStore";
import { COMMAND_GROUPS } from "../state/command";
import { COMMANDS } from "../state/commands";
import { showKey } from "../state/keys";
import { importOverrides, keysIn, writeOverrides } from "../state/rebinding";
import { SYNONYMS } from "../state/synonyms";
import { toast } from "../state/toastStore";
import { KeyRow } from "./KeyRow";

export function KeyboardPage() {
  const overrides = useStore(bindingsStore, (state) => state.overrides);
  const [words, setWords] = useState("");
  const shown = useMemo(() => {
    if (words.trim() === "") return COMMANDS;
    const items = COMMANDS.map((item) => ({
      id: item.id,
      title: item.title,
      also: `${item.group} ${keysIn(overrides, item)
        .map((key) => showKey(key).join("+"))
        .join(" ")}`,
      words: SYNONYMS[item.id] ?? "",
    }));
    const found = new Set(rankItems(items, words, []).map((item) => item.id));
    return COMMANDS.filter((item) => found.has(item.id));
  }, [words, overrides]);

  return (
    <main className="page narrow" data-testid="keyboard">
      <div className="page-head">
        <div>
          <h1>Keyboard</h1>
          <p className="muted">Click a key, then press the new one. Your keys are kept in this browser.</p>
        </div>
        <Files />
      </div>
      <div className="keys-tools">
        <label className="search">
          <Search size={14} aria-hidden="true" />
          <input
            type="search"
            placeholder="Find a command or a key"
            aria-label="Find a command or a key"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </label>
        <button
          type="button"
          className="btn small"
          disabled={overrides.size === 0}
          onClick={() => {
            setOverrides(new Map());
            toast("All keys are as they were at first.", "good");
          }}
        >
          <RotateCcw size={13} aria-hidden="true" /> Reset all
        </button>
      </div>
      {COMMAND_GROUPS.map((group) => {
        const listed = shown.filter((item) => item.group === group);
        return listed.length === 0 ? null : (
          <section key={group} className="card keys-group" aria-label={group}>
            <h2>{group}</h2>
            <ul>
              {listed.map((item) => (
                <KeyRow key={item.id} command={item} />
              ))}
            </ul>
          </section>
        );
      })}
      {shown.length === 0 && <p className="muted">No command has these letters.</p>}
    </main>
  );
}

function Files() {
  const file = useRef<HTMLInputElement>(null);
  const save = () => {
    const text = writeOverrides(bindingsStore.getState().overrides);
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "tandem-keys.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? [];
    event.target.value = "";
    if (!chosen) return;
    const read = importOverrides(COMMANDS, await chosen.text());
    if (!read) return toast("This file holds no keys.", "bad");
    setOverrides(read);
    toast(read.size === 1 ? "Keys of 1 command read." : `Keys of ${read.size} commands read.`, "good");
  };
  return (
    <div className="row">
      {history.length > 1 && (
        <button type="button" className="btn small" onClick={() => history.back()}>
          <ChevronLeft size={13} aria-hidden="true" /> Back
        </button>
      )}
      <button type="button" className="btn small" onClick={save}>
        <Download size={13} aria-hidden="true" /> Export
      </button>
      <button type="button" className="btn small" onClick={() => file.current?.click()}>
        <Upload size={13} aria-hidden="true" /> Import
      </button>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="Import keys"
        onChange={(event) => void load(event)}
      />
    </div>
  );
}
