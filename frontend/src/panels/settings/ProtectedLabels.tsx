/** The labels on which no version may get worse, as chips; more are added from a list. */
import { X } from "lucide-react";
import { useRef } from "react";
import type { Label } from "../../contract/contract";

interface Props {
  labels: readonly Label[];
  chosen: readonly string[];
  onChange: (names: readonly string[]) => void;
}

export function ProtectedLabels({ labels, chosen, onChange }: Props) {
  const adder = useRef<HTMLSelectElement>(null);
  const free = labels.filter(({ name }) => !chosen.includes(name));
  return (
    <>
      {chosen.length > 0 && (
        <ul className="label-dots" aria-label="Protected labels">
          {chosen.map((name) => (
            <li key={name} className="label-dot">
              {name}
              <button
                type="button"
                className="chip-remove"
                aria-label={`Protect ${name} no longer`}
                onClick={() => {
                  onChange(chosen.filter((known) => known !== name));
                  adder.current?.focus();
                }}
              >
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <select
        ref={adder}
        value=""
        aria-label="Protect a label"
        onChange={(event) => event.target.value && onChange([...chosen, event.target.value])}
      >
        <option value="">{free.length > 0 ? "Protect a label …" : "All labels are protected"}</option>
        {free.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
