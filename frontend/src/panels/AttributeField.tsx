/** One attribute of the selection: shows what all have, or that they differ, and commits one answer for all. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { Attribute, AttributeValue } from "../contract/contract";
import { answerFault, type Shared } from "../model/attributes";
import { showValue } from "../model/describe";

interface Props {
  asked: Attribute;
  shared: Shared<AttributeValue | undefined>;
  disabled: boolean;
  onAnswer: (value: AttributeValue | null) => void;
}

export function AttributeField({ asked, shared, disabled, onAnswer }: Props) {
  const id = useId();
  const empty = !shared.mixed && (shared.value === undefined || shared.value === "");
  const wanted = asked.required && empty;
  return (
    <div className={wanted ? "attribute wanted" : "attribute"}>
      <label htmlFor={id} title={asked.name}>
        {asked.name}
        {asked.required && (
          <span className="required" aria-hidden="true">
            *
          </span>
        )}
      </label>
      {asked.type === "select" && <Choice {...{ id, asked, shared, disabled, onAnswer }} />}
      {asked.type === "checkbox" && <Tick {...{ id, asked, shared, disabled, onAnswer }} />}
      {(asked.type === "text" || asked.type === "number") && (
        <Written {...{ id, asked, shared, disabled, onAnswer }} />
      )}
    </div>
  );
}

type FieldProps = Props & { id: string };

function Choice({ id, asked, shared, disabled, onAnswer }: FieldProps) {
  const value = shared.mixed ? "\u0000mixed" : showChoice(shared.value);
  const odd = !shared.mixed && value !== "" && !asked.values.includes(value);
  return (
    <select
      id={id}
      data-attribute={asked.name}
      value={value}
      disabled={disabled}
      aria-required={asked.required}
      onChange={(event) => onAnswer(event.target.value === "" ? null : event.target.value)}
    >
      {shared.mixed && (
        <option value={"\u0000mixed"} disabled>
          mixed
        </option>
      )}
      <option value="">–</option>
      {odd && (
        <option value={value} disabled>
          {value} (no longer offered)
        </option>
      )}
      {asked.values.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  );
}

const showChoice = (value: AttributeValue | undefined) => (value === undefined ? "" : showValue(value));

function Tick({ id, asked, shared, disabled, onAnswer }: FieldProps) {
  const box = useRef<HTMLInputElement>(null);
  const unsaid = shared.mixed || shared.value === undefined;
  useEffect(() => {
    if (box.current) box.current.indeterminate = unsaid;
  }, [unsaid]);
  const said = shared.mixed ? "mixed" : showValue(shared.value);
  return (
    <span className="tick">
      <input
        ref={box}
        id={id}
        type="checkbox"
        data-attribute={asked.name}
        checked={!shared.mixed && shared.value === true}
        disabled={disabled}
        aria-required={asked.required}
        onChange={(event) => onAnswer(event.target.checked)}
      />
      <span className="muted small">{said === "empty" ? "not said" : said}</span>
    </span>
  );
}

/** A text or a number: written down, then committed by Enter or by leaving the field. */
function Written({ id, asked, shared, disabled, onAnswer }: FieldProps) {
  const shown = shared.mixed || shared.value === undefined ? "" : String(shared.value);
  const [draft, setDraft] = useState<string | null>(null);
  const number = asked.type === "number";
  const text = draft ?? shown;
  const parsed: AttributeValue | null =
    text.trim() === "" ? null : number ? Number(text.replace(",", ".")) : text;
  const fault = draft === null || parsed === null ? null : answerFault(asked, parsed);
  const commit = () => {
    if (draft !== null && draft !== shown && !fault) onAnswer(parsed);
    if (!fault) setDraft(null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      commit();
    } else if (event.key === "Escape") setDraft(null);
  };
  return (
    <span className="written">
      <input
        id={id}
        type="text"
        inputMode={number ? "decimal" : "text"}
        data-attribute={asked.name}
        value={text}
        maxLength={1000}
        disabled={disabled}
        placeholder={shared.mixed ? "mixed" : hintOf(asked)}
        aria-required={asked.required}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={onKey}
      />
      {fault && (
        <span className="fault" role="alert" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </span>
  );
}

function hintOf({ type, min, max }: Attribute): string {
  if (type !== "number") return "";
  if (min !== null && max !== null) return `${min} to ${max}`;
  if (min !== null) return `at least ${min}`;
  return max === null ? "" : `at most ${max}`;
}
