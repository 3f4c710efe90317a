/** A new password: first asked for by name or address, then set by the link that came by mail. */
import { KeyRound, Mail } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { ApiError } from "../../api/http";
import { askForReset, setNewPassword } from "../../api/people";
import { meStore } from "../../state/meStore";
import { navigate } from "../../state/routeStore";
import { toast } from "../../state/toastStore";
import { Link } from "../ui/parts";
import { EntryCard, EntryInput, reasonIn } from "./EntryCard";

export function ResetPage({ token }: { token: string }) {
  useEffect(() => {
    document.title = "New password · Tandem";
  }, []);
  return (
    <EntryCard name="New password">
      {token ? <SetPassword token={token} /> : <AskForLink />}
      <Link to="/login" className="link">
        Back to sign-in
      </Link>
    </EntryCard>
  );
}

function AskForLink() {
  const [who, setWho] = useState("");
  const [fault, setFault] = useState<string | undefined>();
  const [said, setSaid] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(undefined);
    try {
      setSaid(await askForReset(who.trim()));
    } catch (error) {
      setFault(reasonIn(error));
    }
  };
  if (said)
    return (
      <p className="notice" role="status">
        {said}
      </p>
    );
  return (
    <form className="login-form" onSubmit={submit}>
      <EntryInput
        label="Your user name or e-mail address"
        name="who"
        complete="username"
        value={who}
        fault={fault}
        onChange={setWho}
      />
      <button type="submit" className="btn primary block">
        <Mail size={16} aria-hidden="true" /> Mail me a link
      </button>
    </form>
  );
}

function SetPassword({ token }: { token: string }) {
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | undefined>();
  const [useless, setUseless] = useState<string | null>(null);
  const [uid = "", secret = ""] = token.split(/\.(.*)/s);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(undefined);
    try {
      await setNewPassword(uid, secret, password);
      // Whoever was signed in here is not any more.
      meStore.setState({ user: null, status: "out" });
      navigate("/login", "replace");
      toast("The new password is set. Sign in with it.", "good");
    } catch (error) {
      if (error instanceof ApiError && error.fields["token"]) setUseless(error.message);
      else setFault(reasonIn(error));
    }
  };
  if (useless)
    return (
      <>
        <p className="notice bad" role="alert">
          {useless}
        </p>
        <Link to="/reset" className="btn">
          Ask for a new link
        </Link>
      </>
    );
  return (
    <form className="login-form" onSubmit={submit}>
      <EntryInput
        label="Your new password"
        name="password"
        complete="new-password"
        secret
        value={password}
        fault={fault}
        hint="Ten characters or more. You are signed out everywhere; API tokens end too."
        onChange={setPassword}
      />
      <button type="submit" className="btn primary block">
        <KeyRound size={16} aria-hidden="true" /> Set it
      </button>
    </form>
  );
}
