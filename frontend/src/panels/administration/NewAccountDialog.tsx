/** Makes an account with a first password. */
import { type FormEvent, useState } from "react";
import { makeAccount } from "../../api/administration";
import { accounts } from "../../state/administration";
import { reasonsOf } from "../../state/toastStore";
import { Dialog, DialogFoot } from "../ui/Dialog";

export function NewAccountDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState({ username: "", password: "", email: "" });
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await makeAccount(made);
      void accounts.load();
      onClose();
    } catch (error) {
      setFault(reasonsOf(error));
      setBusy(false);
    }
  };
  const field = (name: keyof typeof made, title: string, type: string) => (
    <label className="field">
      <span>{title}</span>
      <input
        type={type}
        value={made[name]}
        required={name !== "email"}
        autoComplete="off"
        onChange={(event) => setMade({ ...made, [name]: event.target.value })}
      />
    </label>
  );
  return (
    <Dialog title="New account" onClose={onClose}>
      <form onSubmit={submit} className="stack">
        {field("username", "Sign-in name", "text")}
        {field("email", "E-mail, if there is one", "email")}
        {field("password", "First password", "password")}
        <DialogFoot
          fault={fault}
          act="Make account"
          ready={!busy && made.username.trim() !== "" && made.password !== ""}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
