/** Changes one's password. */
import { type FormEvent, useState } from "react";
import { changePassword } from "../../api/account";
import { ApiError } from "../../api/http";
import { refreshAccount } from "../../state/account";
import { toast } from "../../state/toastStore";

export function PasswordCard() {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFaults({});
    try {
      await changePassword(old, fresh);
      setOld("");
      setFresh("");
      toast("Your password is changed. Your other sessions have ended.", "good");
      await refreshAccount();
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {};
      const message = error instanceof Error ? error.message : "The password cannot be changed.";
      setFaults({ [fields["old"] ? "old" : "new"]: message });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="card settings-card account-form" onSubmit={submit} aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <div className="account-fields">
        <PasswordField
          name="current-password"
          title="Present password"
          value={old}
          fault={faults["old"]}
          onText={setOld}
        />
        <PasswordField
          name="new-password"
          title="New password, at least ten characters"
          value={fresh}
          fault={faults["new"]}
          onText={setFresh}
        />
      </div>
      <p className="muted">Your other sessions end. Tokens stay: revoke them below if they are not yours.</p>
      <button type="submit" className="btn" disabled={busy || old === "" || fresh === ""}>
        Change password
      </button>
    </form>
  );
}

interface FieldProps {
  name: "current-password" | "new-password";
  title: string;
  value: string;
  fault?: string | undefined;
  onText: (text: string) => void;
}

function PasswordField({ name, title, value, fault, onText }: FieldProps) {
  return (
    <label className="field">
      <span>{title}</span>
      <input
        name={name}
        type="password"
        autoComplete={name}
        value={value}
        aria-invalid={fault !== undefined}
        onChange={(event) => onText(event.target.value)}
      />
      {fault && (
        <small className="fault field-fault" role="alert">
          {fault}
        </small>
      )}
    </label>
  );
}
