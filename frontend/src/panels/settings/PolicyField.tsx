/** The fields of which forms of policies are made: each with its name, what it means, and why it is refused. */
import { type ReactNode, useId } from "react";
import { faultAt } from "../../model/loop/policyDrafts";

export type Faults = Readonly<Record<string, string>>;

interface Told {
  title: string;
  /** What it means, in a sentence. */
  hint?: string;
  /** Where the portal names it: `gate.margin`. */
  place: string;
  faults: Faults;
}

/** Beneath a field: its hint, and why it is refused. */
function Beneath({ id, hint, fault }: { id: string; hint: string | undefined; fault: string | null }) {
  return (
    <span id={id}>
      {hint && <span className="hint">{hint}</span>}
      {fault && <span className="fault field-fault">{fault}</span>}
    </span>
  );
}

interface NumberProps extends Told {
  value: string;
  whole?: boolean;
  onText: (text: string) => void;
}

export function NumberField({ title, hint, place, faults, value, whole = false, onText }: NumberProps) {
  const id = useId();
  const fault = faultAt(faults, place);
  return (
    <label className="field">
      <span>{title}</span>
      <input
        value={value}
        inputMode={whole ? "numeric" : "decimal"}
        autoComplete="off"
        aria-invalid={fault !== null}
        aria-describedby={id}
        onChange={(event) => onText(event.target.value)}
      />
      <Beneath id={id} hint={hint} fault={fault} />
    </label>
  );
}

interface ChoiceProps<T extends string> extends Told {
  value: T;
  choices: readonly { value: T; name: string }[];
  onChoice: (value: T) => void;
}

/** One of a few words, all of them in sight. */
export function ChoiceField<T extends string>(field: ChoiceProps<T>) {
  const { title, hint, place, faults, value, choices, onChoice } = field;
  const id = useId();
  return (
    <fieldset className="field" aria-describedby={id}>
      <legend>{title}</legend>
      <div className="row">
        {choices.map((item) => (
          <label key={item.value} className="check">
            <input
              type="radio"
              name={place}
              checked={value === item.value}
              onChange={() => onChoice(item.value)}
            />{" "}
            {item.name}
          </label>
        ))}
      </div>
      <Beneath id={id} hint={hint} fault={faultAt(faults, place)} />
    </fieldset>
  );
}

/** A field of another kind, with its hint and refusal beneath. */
export function OtherField({ title, hint, place, faults, children }: Told & { children: ReactNode }) {
  const id = useId();
  return (
    <fieldset className="field" aria-describedby={id}>
      <legend>{title}</legend>
      {children}
      <Beneath id={id} hint={hint} fault={faultAt(faults, place)} />
    </fieldset>
  );
}
