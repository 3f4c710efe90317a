/** Two versions on one picture, nobody says which is which: a key chooses the better one. */
import { Check, Equal, Scale } from "lucide-react";
import { useStore } from "zustand";
import { progressWords, tellOutcome, votesOf } from "../../model/loop/blind";
import { blindStore, choose, closeBlind, showNext } from "../../state/blind";
import { learningStore } from "../../state/learningStore";
import { Dialog } from "../ui/Dialog";
import { EmptyState, ProgressBar } from "../ui/parts";
import { Keys } from "../ui/Tip";
import { BlindPanes } from "./BlindPanes";

const CHOICES = { "1": "a", "2": "b", "0": "equal" } as const;
const PLACES: Readonly<Record<string, keyof typeof CHOICES>> = {
  Digit1: "1",
  Digit2: "2",
  Digit0: "0",
  Numpad1: "1",
  Numpad2: "2",
  Numpad0: "0",
};

export function BlindDialog() {
  const { evaluationId, pair, reason, votes: known, wanted, busy, fault, outcome } = useStore(blindStore);
  const live = useStore(learningStore, (state) => state.evaluations?.find(({ id }) => id === evaluationId));
  // Others vote too; their votes arrive as events.
  const votes = live && votesOf(live.blind) > votesOf(known) ? live.blind : known;
  return (
    <Dialog
      title="Which one is better?"
      full
      onClose={closeBlind}
      onKey={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
        const key = PLACES[event.code];
        if (!key || !pair) return;
        event.preventDefault();
        void choose(CHOICES[key]);
      }}
    >
      <div className="blind" aria-busy={busy}>
        {wanted > 0 && (
          <div className="blind-progress">
            <span aria-live="polite">
              <b>{progressWords(votes, wanted)}</b> votes
            </span>
            <ProgressBar fraction={Math.min(1, votesOf(votes) / wanted)} name="Votes of those wanted" />
            {pair && (
              <span className="muted small">
                picture {pair.number} of {pair.total}
              </span>
            )}
          </div>
        )}
        {fault && (
          <p className="notice bad" role="alert">
            {fault}{" "}
            {!pair && (
              <button type="button" className="link" onClick={() => void showNext()}>
                Try again
              </button>
            )}
          </p>
        )}
        {outcome ? (
          <EmptyState icon={Check} title={tellOutcome(outcome)} action={<Done />}>
            {outcome.reasons.map((said) => (
              <p key={said}>{said}</p>
            ))}
          </EmptyState>
        ) : pair ? (
          <>
            <BlindPanes key={pair.pair_id} pair={pair} />
            <div className="blind-choices" role="group" aria-label="Which one is better">
              <Choice choice="1" name="Left is better" busy={busy} />
              <Choice choice="0" name="Equal" busy={busy} />
              <Choice choice="2" name="Right is better" busy={busy} />
            </div>
          </>
        ) : reason ? (
          <EmptyState icon={Scale} title="Nothing to compare" action={<Done />}>
            <p>{reason}</p>
          </EmptyState>
        ) : (
          !fault && <p className="muted blind-wait">Reading …</p>
        )}
      </div>
    </Dialog>
  );
}

function Choice({ choice, name, busy }: { choice: keyof typeof CHOICES; name: string; busy: boolean }) {
  return (
    <button
      type="button"
      className="btn"
      aria-keyshortcuts={choice}
      // Not really disabled: the focus stays where it is.
      aria-disabled={busy}
      onClick={() => void choose(CHOICES[choice])}
    >
      {choice === "0" && <Equal size={15} aria-hidden="true" />} {name} <Keys name={choice} />
    </button>
  );
}

/** What had the focus is gone with the last pair. */
const focus = (button: HTMLButtonElement | null) => button?.focus();

function Done() {
  return (
    <button type="button" className="btn primary" ref={focus} onClick={closeBlind}>
      Done
    </button>
  );
}
