/** A button that asks once more, in its own place, before it does what cannot be taken back. */
import { type ReactNode, useState } from "react";

interface Props {
  /** Whether it asks at all. */
  asks: boolean;
  question: string;
  name: string;
  /** What it is called while it asks. */
  questionName: string;
  tip?: string;
  className: string;
  onConfirm: () => void;
  children: ReactNode;
}

export function ConfirmButton(props: Props) {
  const { asks, question, name, questionName, tip, className, onConfirm, children } = props;
  const [asking, setAsking] = useState(false);
  return (
    <button
      type="button"
      className={asking ? "btn small danger" : className}
      aria-label={asking ? questionName : name}
      data-tip={asking ? undefined : tip}
      onBlur={() => setAsking(false)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setAsking(false);
      }}
      onClick={() => {
        if (asks && !asking) return setAsking(true);
        setAsking(false);
        onConfirm();
      }}
    >
      {asking ? question : children}
    </button>
  );
}
