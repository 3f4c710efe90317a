/** Shows short notices in the corner and reads them out; who is at one keeps it there. */
import { X } from "lucide-react";
import { useStore } from "zustand";
import { dismissToast, holdToast, releaseToast, type Toast, toastStore } from "../state/toastStore";

export function Toasts() {
  const toasts = useStore(toastStore, (state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((shown) => (
        <ToastCard key={shown.id} shown={shown} />
      ))}
    </div>
  );
}

function ToastCard({ shown }: { shown: Toast }) {
  const { id, tone, text, action } = shown;
  const hold = () => holdToast(id);
  const release = () => releaseToast(id);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it; it waits for who reads or aims
    <div
      className={`toast ${tone}`}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      <span>{text}</span>
      {action && (
        <button
          type="button"
          className="btn small toast-act"
          onClick={() => {
            dismissToast(id);
            action.run();
          }}
        >
          {action.title}
        </button>
      )}
      <button type="button" className="icon-btn tiny" aria-label="Dismiss" onClick={() => dismissToast(id)}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}
