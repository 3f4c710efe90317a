/** A modal dialog on the browser's own element, which traps the focus and gives it back. */
import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Cannot be waved away: an answer is needed. */
  firm?: boolean;
  wide?: boolean;
  /** As large as the window allows. */
  full?: boolean;
  /** Keys pressed while it is the last one opened, wherever the focus is. */
  onKey?: (event: KeyboardEvent) => void;
}

export function Dialog({ title, onClose, children, firm = false, wide = false, full = false, onKey }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    // Opening moves the focus to the first control, which is Close; a dialog that asks wants its field.
    const fields = [...(dialog?.querySelectorAll<HTMLInputElement>("input, textarea, select") ?? [])];
    (fields.find((field) => field.value === "") ?? fields[0] ?? dialog)?.focus();
    return () => dialog?.close();
  }, []);

  const heard = useRef(onKey);
  heard.current = onKey;
  useEffect(() => {
    // Tab may lead out of it, to the browser's own controls, and back to the page.
    const hear = (event: KeyboardEvent) => {
      if ([...document.querySelectorAll("dialog[open]")].at(-1) === element.current) heard.current?.(event);
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it through onCancel
    <dialog
      ref={element}
      className={full ? "dialog full" : wide ? "dialog wide" : "dialog"}
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        if (!firm) onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current && !firm) onClose();
      }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          {!firm && (
            <button
              type="button"
              className="icon-btn"
              aria-label="Close"
              data-tip="Close"
              data-keys="esc"
              onClick={onClose}
            >
              <X size={17} aria-hidden="true" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** The end of a form in a dialog: why it was refused, the way out, and the way on. */
export function DialogFoot({
  fault,
  act,
  ready = true,
  onCancel,
}: {
  fault?: string | null;
  act: string;
  ready?: boolean;
  onCancel: () => void;
}) {
  return (
    <>
      <p className="fault" role="alert">
        {fault}
      </p>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="btn primary" disabled={!ready}>
          {act}
        </button>
      </div>
    </>
  );
}
