/** Skips the open picture for a reason: one of those given last by its number, or a new one. */
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { openKind, skipAndNext, skipReasons } from "../state/review";
import { openDialog } from "../state/uiStore";
import { Dialog, DialogFoot } from "./ui/Dialog";
import { Keys } from "./ui/Tip";

export function SkipDialog() {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [reasons] = useState(skipReasons);
  const skip = async (why: string) => {
    if (busy || why.trim() === "") return;
    setBusy(true);
    if (await skipAndNext(why.trim())) openDialog(null);
    setBusy(false);
  };
  const onKey = (event: KeyboardEvent) => {
    const chosen = reason === "" ? reasons[Number(event.key) - 1] : undefined;
    if (!chosen || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void skip(chosen);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void skip(reason);
  };
  return (
    <Dialog title={`Skip this ${openKind()}`} onClose={() => openDialog(null)}>
      <form className="stack" onSubmit={submit} onKeyDown={onKey}>
        <ol className="reasons">
          {reasons.map((known, index) => (
            <li key={known}>
              <button
                type="button"
                className="reason-choice"
                disabled={busy}
                onClick={() => void skip(known)}
              >
                <Keys name={String(index + 1)} />
                <span>{known}</span>
              </button>
            </li>
          ))}
        </ol>
        <label className="field">
          <span>Or say why</span>
          <input value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
        </label>
        <DialogFoot act="Skip it" ready={reason.trim() !== "" && !busy} onCancel={() => openDialog(null)} />
      </form>
    </Dialog>
  );
}
