/** Asks people in: addresses are invited by a link, user names of this portal are added at once. */
import { Send } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Role } from "../../contract/contract";
import { ROLES } from "../../model/people/words";
import { askIn } from "../../state/people";

export function InviteForm() {
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("annotator");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const out = await askIn(text, role);
    setBusy(false);
    setFault(out.fault);
    setText(out.left);
  };
  return (
    <form className="card settings-card" aria-labelledby="invite-title" onSubmit={submit}>
      <h2 id="invite-title">Invite</h2>
      <div className="invite-row">
        <input
          value={text}
          required
          placeholder="E-mail addresses or user names, with commas between"
          aria-label="E-mail addresses or user names"
          aria-invalid={fault !== null}
          aria-describedby="invite-fault invite-hint"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setFault(null);
          }}
        />
        <select value={role} aria-label="Role" onChange={(event) => setRole(event.target.value as Role)}>
          {ROLES.map((item) => (
            <option key={item.role} value={item.role}>
              {item.role}: {item.means}
            </option>
          ))}
        </select>
        <button type="submit" className="btn primary" aria-disabled={busy}>
          <Send size={15} aria-hidden="true" /> {busy ? "Inviting …" : "Invite"}
        </button>
      </div>
      <p className="fault" id="invite-fault" role="alert">
        {fault}
      </p>
      <p className="hint" id="invite-hint">
        An address gets a link that lasts seven days and lets one person in. Who has an account here is added
        at once by their user name.
      </p>
    </form>
  );
}
