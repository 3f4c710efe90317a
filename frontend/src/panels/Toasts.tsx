/** Shows short notices in the corner and reads them out. */
import { X } from "lucide-react";
import { useStore } from "zustand";
import { dismissToast, toastStore } from "../state/toastStore";

export function Toasts() {
  const toasts = useStore(toastStore, (state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((shown) => (
        <div key={shown.id} className={`toast ${shown.tone}`}>
          <span>{shown.text}</span>
          {shown.act && (
            <button
              type="button"
              className="link"
              onClick={() => {
                dismissToast(shown.id);
                shown.act?.run();
              }}
            >
              {shown.act.label}
            </button>
          )}
          <button
            type="button"
            className="icon-btn tiny"
            aria-label="Dismiss"
            onClick={() => dismissToast(shown.id)}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
