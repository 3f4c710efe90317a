/** Says honestly whether work is safe: saved, saving, offline with so many waiting, signed out, or in need of a person. */
import { Check, CloudOff, KeyRound, LoaderCircle, TriangleAlert } from "lucide-react";
import { useStore } from "zustand";
import { connectionStore } from "../state/connectionStore";
import { outbox } from "../state/frameSession";
import { type SaveState, saveStateOf } from "../state/saveState";
import { openDialog } from "../state/uiStore";
import { showCount, showTime } from "./ui/format";

const ICONS = {
  saved: Check,
  saving: LoaderCircle,
  offline: CloudOff,
  attention: TriangleAlert,
  signedOut: KeyRound,
};

interface Facts {
  readonly waiting: number;
  readonly attention: number;
  readonly savedAt: number | null;
  readonly unkept: boolean;
}

const KEPT = "kept in this browser";
const UNKEPT = "only on this page, because this browser keeps nothing: leave it open";

function words(state: SaveState, facts: Facts): { text: string; tip: string } {
  const { waiting, attention } = facts;
  const where = facts.unkept ? UNKEPT : KEPT;
  const since = facts.savedAt === null ? "" : ` Last saved at ${showTime(facts.savedAt)}.`;
  switch (state) {
    case "saved":
      return { text: "Saved", tip: `Everything you did is stored by the portal.${since}` };
    case "saving":
      return { text: "Saving…", tip: `${showCount(waiting, "change")} on the way, ${where}.` };
    case "offline":
      return {
        text: `Offline, ${waiting} waiting`,
        tip: `The portal cannot be reached. Your changes are ${where}, and are sent when it is back.${since}`,
      };
    case "signedOut":
      return {
        text: "Sign in to save",
        tip:
          waiting > 0
            ? `${showCount(waiting, "change is", "changes are")} ${where}, and sent as soon as you are back.`
            : "Your session has ended. Everything you did before is stored.",
      };
    case "attention":
      return {
        text: `${showCount(attention, "change needs", "changes need")} you`,
        tip: `Open the list and decide.${since}`,
      };
  }
}

export function SaveIndicator() {
  const outboxState = useStore(outbox.store);
  const socket = useStore(connectionStore, (state) => state.socket);
  const state = saveStateOf(outboxState);
  const { text, tip } = words(state, {
    waiting: outboxState.entries.length,
    attention: outboxState.entries.filter((entry) => entry.state !== "waiting").length,
    savedAt: outboxState.savedAt,
    unkept: outboxState.unkept,
  });
  const Icon = ICONS[state];
  const atRisk = outboxState.unkept && outboxState.entries.length > 0;
  return (
    <div className="save">
      {socket === "waiting" && state !== "offline" && state !== "signedOut" && (
        <span className="live-off" data-tip="Live updates stopped; connecting again. Saving still works.">
          Reconnecting…
        </span>
      )}
      {state === "attention" ? (
        <button
          type="button"
          className="save-state attention"
          data-tip={tip}
          onClick={() => openDialog("attention")}
        >
          <Icon size={15} aria-hidden="true" /> {text}
        </button>
      ) : (
        <span className={`save-state ${state}${atRisk ? " at-risk" : ""}`} data-tip={tip}>
          <Icon size={15} aria-hidden="true" className={state === "saving" ? "spin" : undefined} /> {text}
        </span>
      )}
      <span className="visually-hidden" aria-live="polite">
        {state === "saving" ? "" : text}
      </span>
    </div>
  );
}
