/** Edits a list of labels: paste names, pick colours, reorder by key number. */
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useId, useState } from "react";
import type { Label } from "../contract/contract";
import { plainLabel } from "../model/labels";
import { paletteColour } from "../model/palette";
import { LabelDetails } from "./LabelDetails";
import { Keys } from "./ui/Tip";

const SEPARATORS = /[\n,;\t]+/;

/** Names in a pasted text, without repeats and without those already there. */
export function namesIn(text: string, present: readonly Label[]): string[] {
  const known = new Set(present.map((label) => label.name));
  const fresh: string[] = [];
  for (const part of text.split(SEPARATORS)) {
    const name = part.trim();
    if (name === "" || known.has(name)) continue;
    known.add(name);
    fresh.push(name);
  }
  return fresh;
}

interface Props {
  labels: readonly Label[];
  onChange: (labels: Label[]) => void;
  /** What stands in the field and is not a label yet. */
  onDraft?: (text: string) => void;
  /** Whether what a label asks for can be edited too. */
  detailed?: boolean;
  /** What the portal refuses, by its place in the list: `labels.0.name`. */
  faults?: Readonly<Record<string, string>>;
}

/** Why the portal refuses a label: what is wrong with any part of it. */
export function faultOf(faults: Readonly<Record<string, string>>, index: number): string | null {
  const place = `labels.${index}`;
  const found = Object.entries(faults).filter(([at]) => at === place || at.startsWith(`${place}.`));
  return found.length > 0 ? found.map(([, reason]) => reason).join("; ") : null;
}

const asked = ({ attributes }: Label): string =>
  attributes.length > 0 ? `${attributes.length} asked` : "Ask…";

/** The labels with those of a text added, each in the next colour. */
export function withNames(labels: readonly Label[], text: string): Label[] {
  const fresh = namesIn(text, labels).map((name, index) =>
    plainLabel(name, paletteColour(labels.length + index)),
  );
  return [...labels, ...fresh];
}

export function LabelEditor({ labels, onChange, onDraft, detailed = false, faults = {} }: Props) {
  const id = useId();
  const [opened, setOpened] = useState<number | null>(null);
  const [draft, setDraft] = useState("");

  const write = (text: string) => {
    setDraft(text);
    onDraft?.(text);
  };
  const add = (text: string) => {
    onChange(withNames(labels, text));
    write("");
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== ",") return;
    if (draft.trim() === "") return;
    event.preventDefault();
    add(draft);
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    if (!SEPARATORS.test(text)) return;
    event.preventDefault();
    add(text);
  };
  const change = (index: number, fields: Partial<Label>) =>
    onChange(labels.map((label, at) => (at === index ? { ...label, ...fields } : label)));
  const move = (index: number, by: 1 | -1) => {
    const [label] = labels.slice(index, index + 1);
    setOpened(null);
    if (label) onChange(labels.toSpliced(index, 1).toSpliced(index + by, 0, label));
  };

  return (
    <div className="label-editor">
      <ul>
        {labels.map((label, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited, the place is what stays
          <li key={index} className="label-item">
            <div className="label-row">
              {index < 10 ? <Keys name={String((index + 1) % 10)} /> : <span className="keys-gap" />}
              <input
                type="color"
                value={label.color ?? paletteColour(index)}
                aria-label={`Colour of ${label.name}`}
                onChange={(event) => change(index, { color: event.target.value })}
              />
              <input
                className="label-name"
                value={label.name}
                aria-label={`Name of label ${index + 1}`}
                aria-invalid={faultOf(faults, index) !== null}
                aria-describedby={faultOf(faults, index) ? `${id}-${index}` : undefined}
                onChange={(event) => change(index, { name: event.target.value })}
              />
              <button
                type="button"
                className="icon-btn tiny"
                aria-label={`Move ${label.name} up`}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <ArrowUp size={14} aria-hidden="true" />
              </button>
              <button
                type="button"
                className="icon-btn tiny"
                aria-label={`Move ${label.name} down`}
                disabled={index === labels.length - 1}
                onClick={() => move(index, 1)}
              >
                <ArrowDown size={14} aria-hidden="true" />
              </button>
              <button
                type="button"
                className="icon-btn tiny"
                aria-label={`Remove ${label.name}`}
                onClick={() => {
                  setOpened(null);
                  onChange(labels.toSpliced(index, 1));
                }}
              >
                <X size={14} aria-hidden="true" />
              </button>
              {detailed && (
                <button
                  type="button"
                  className="btn small"
                  aria-expanded={opened === index}
                  aria-label={`${asked(label)}: ${label.name}`}
                  data-tip="Attributes, skeleton and tool"
                  onClick={() => setOpened(opened === index ? null : index)}
                >
                  {asked(label)}
                </button>
              )}
            </div>
            {faultOf(faults, index) && (
              <p className="fault" id={`${id}-${index}`}>
                {faultOf(faults, index)}
              </p>
            )}
            {opened === index && <LabelDetails label={label} onChange={(fields) => change(index, fields)} />}
          </li>
        ))}
      </ul>
      <input
        value={draft}
        placeholder={labels.length === 0 ? "raccoon, car, person…" : "Add another"}
        aria-label="Add labels"
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKey}
        onPaste={onPaste}
      />
      <p className="hint">Type names and press Enter, or paste a whole list.</p>
    </div>
  );
}
