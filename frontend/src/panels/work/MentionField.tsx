/** A text in which people are named: behind an @ the names that fit, chosen by the keyboard. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useStore } from "zustand";
import { completeMention, mentionAt, namesFor } from "../../model/work/mention";
import { meStore } from "../../state/meStore";
import { needPeople, peopleStore } from "../../state/myWork";
import { projectStore } from "../../state/projectStore";

interface Props {
  name: string;
  act: string;
  /** Returns whether it was taken; the field is emptied then. */
  onSend: (text: string) => Promise<boolean>;
  onCancel?: () => void;
  autoFocus?: boolean;
}

export function MentionField({ name, act, onSend, onCancel, autoFocus = false }: Props) {
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const projectId = useStore(projectStore, (state) => state.project?.id);
  const own = useStore(meStore, (state) => state.user?.name);
  const people = useStore(peopleStore, (state) => state.people);
  useEffect(() => {
    if (projectId) void needPeople(projectId);
  }, [projectId]);
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);

  const naming = closed ? null : mentionAt(text, caret);
  const names = naming
    ? namesFor(
        naming.begun,
        people.map((person) => person.name).filter((other) => other !== own),
      )
    : [];
  const chosen = Math.min(at, names.length - 1);

  const take = (person: string | undefined) => {
    if (!naming || !person) return;
    const done = completeMention(text, naming.start, caret, person);
    setText(done.text);
    setCaret(done.caret);
    requestAnimationFrame(() => field.current?.setSelectionRange(done.caret, done.caret));
  };
  const send = async () => {
    if (busy || !text.trim()) return;
    setBusy(true);
    if (await onSend(text.trim())) setText("");
    setBusy(false);
  };
  const press = (event: KeyboardEvent) => {
    if (names.length > 0) {
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step) setAt((chosen + step + names.length) % names.length);
      else if (event.key === "Enter" || event.key === "Tab") take(names[chosen]);
      else if (event.key === "Escape") setClosed(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === "Escape" && onCancel) {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
  };
  const follow = () => {
    setCaret(field.current?.selectionStart ?? 0);
    setAt(0);
  };
  return (
    <div className="mention-field">
      <textarea
        ref={field}
        rows={2}
        aria-label={name}
        placeholder={`${name}; @ names somebody`}
        maxLength={4000}
        value={text}
        role="combobox"
        aria-expanded={names.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={names.length > 0 ? `${listId}-${chosen}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setClosed(false);
          follow();
        }}
        onSelect={() => setCaret(field.current?.selectionStart ?? 0)}
        onKeyDown={press}
      />
      {names.length > 0 && (
        <div className="mention-names" role="listbox" id={listId} aria-label="People">
          {names.map((person, place) => (
            <div
              key={person}
              id={`${listId}-${place}`}
              role="option"
              tabIndex={-1}
              aria-selected={place === chosen}
              className="mention-name"
              onPointerDown={(event) => {
                event.preventDefault();
                take(person);
              }}
            >
              {person}
            </div>
          ))}
        </div>
      )}
      <div className="mention-acts">
        {onCancel && (
          <button type="button" className="btn small" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button
          type="button"
          className="btn small primary"
          aria-disabled={busy || !text.trim()}
          data-keys="enter"
          onClick={() => void send()}
        >
          {act}
        </button>
      </div>
    </div>
  );
}
