/** Some labels of a project, as chips; more are added from a list. */
import { X } from "lucide-react";
import { useRef } from "react";
import type { Label } from "../../contract/contract";

interface Props {
  labels: readonly Label[];
  chosen: readonly string[];
  onChange: (names: readonly string[]) => void;
}

export function LabelChoice({ labels, chosen, onChange }: Props) {
  const adder = useRef<HTMLSelectElement>(null);
  const free = labels.filter(({ name }) => !chosen.includes(name));
  const remove = (name: string) => {
    onChange(chosen.filter((known) => known !== name));
    adder.current?.focus();
  };
  return (
    <>
      {chosen.length > 0 && (
        <ul className="label-dots" aria-label="Chosen labels">
          {chosen.map((name) => (
            <li key={name} className="label-dot">
              {name}
              <button
                type="button"
                className="chip-remove"
                aria-label={`Take ${name} away`}
                onClick={() => remove(name)}
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
        aria-label="Add a label"
        onChange={(event) => event.target.value && onChange([...chosen, event.target.value])}
      >
        <option value="">{free.length > 0 ? "Add a label …" : "All labels are chosen"}</option>
        {free.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
