/** Some labels of a project, as chips; more are added from a list. */
import { X } from "lucide-react";
import { useRef } from "react";
import type { Label } from "../../contract/contract";

interface Words {
  /** What the chosen ones are called. */
  readonly chosen: string;
  readonly remove: (name: string) => string;
  readonly add: string;
  readonly none: string;
}

const PLAIN: Words = {
  chosen: "Chosen labels",
  remove: (name) => `Take ${name} away`,
  add: "Add a label",
  none: "All labels are chosen",
};

interface Props {
  words?: Words;
  labels: readonly Label[];
  chosen: readonly string[];
  onChange: (names: readonly string[]) => void;
}

export function LabelChoice({ labels, chosen, onChange, words = PLAIN }: Props) {
  const adder = useRef<HTMLSelectElement>(null);
  const free = labels.filter(({ name }) => !chosen.includes(name));
  const remove = (name: string) => {
    onChange(chosen.filter((known) => known !== name));
    adder.current?.focus();
  };
  return (
    <>
      {chosen.length > 0 && (
        <ul className="label-dots" aria-label={words.chosen}>
          {chosen.map((name) => (
            <li key={name} className="label-dot">
              {name}
              <button
                type="button"
                className="chip-remove"
                aria-label={words.remove(name)}
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
        aria-label={words.add}
        onChange={(event) => event.target.value && onChange([...chosen, event.target.value])}
      >
        <option value="">{free.length > 0 ? `${words.add} …` : words.none}</option>
        {free.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
