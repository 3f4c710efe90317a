/** Under the objects: others look like the mistake just found. It asks for nothing and takes nothing away. */
import { Layers, X } from "lucide-react";
import { useStore } from "zustand";
import { dismissOffer } from "../state/alikeOffer";
import { alikeStore } from "../state/alikeStore";
import { CommandButton } from "./ui/CommandButton";
import { Keys } from "./ui/Tip";
import { useKeys } from "./ui/useKeys";

export function AlikeOffer() {
  const offer = useStore(alikeStore, (state) => state.offer);
  const [key] = useKeys("alike.review");
  return (
    <div role="status" className="alike-offer" data-testid="alike-offer">
      {offer && (
        <>
          <div className="alike-line">
            <strong>
              {offer.found.similar.length === 1
                ? "1 looks alike"
                : `${offer.found.similar.length.toLocaleString("en")} look alike`}
            </strong>
            <CommandButton command="alike.review" icon={Layers} label="Review" className="btn small" />
            <button
              type="button"
              className="icon-btn tiny"
              aria-label="Dismiss the look-alikes"
              onClick={dismissOffer}
            >
              <X size={14} aria-hidden="true" />
            </button>
          </div>
          <div className="alike-line muted small">
            <span>Other “{offer.found.label}” like that one</span>
            {key && <Keys name={key} />}
          </div>
        </>
      )}
    </div>
  );
}
