/** What a link of an invitation opens: join as who is signed in, make an account, or sign in first. */
import { LogIn, UserPlus } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useStore } from "zustand";
import { ApiError } from "../../api/http";
import { acceptInvitation, lookAtInvitation } from "../../api/people";
import type { InvitationLook } from "../../contract/people";
import { leave, loadMe, meStore } from "../../state/meStore";
import { navigate, projectPath } from "../../state/routeStore";
import { toast, toastError } from "../../state/toastStore";
import { LoginForm } from "../LoginForm";
import { showDate } from "../ui/format";
import { Link } from "../ui/parts";
import { EntryCard, EntryInput, reasonIn } from "./EntryCard";

export function InvitationPage({ token }: { token: string }) {
  const status = useStore(meStore, (state) => state.status);
  const user = useStore(meStore, (state) => state.user);
  const [look, setLook] = useState<InvitationLook | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [signingIn, setSigningIn] = useState(false);
  useEffect(() => {
    document.title = "Invitation · Tandem";
    lookAtInvitation(token)
      .then((seen) => {
        setLook(seen);
        setSigningIn(seen.has_account);
      })
      .catch((error: unknown) => setFault(reasonIn(error)));
  }, [token]);

  const join = async (account: { username: string; password: string } | null) => {
    const { project_id: projectId, role } = await acceptInvitation(token, account);
    if (account) await loadMe();
    navigate(projectPath(projectId), "replace");
    toast(`Welcome. You are ${role} here.`, "good");
  };
  if (fault) {
    return (
      <EntryCard name="Invitation">
        <p className="notice bad" role="alert">
          {fault}
        </p>
        <Link to="/" className="btn">
          {status === "in" ? "All projects" : "Sign in"}
        </Link>
      </EntryCard>
    );
  }
  if (!look) return <div className="boot" role="status" aria-label="Reading the invitation" />;
  return (
    <EntryCard name="Invitation">
      <p>
        <strong>{look.invited_by}</strong> invites you to <strong>{look.project_name}</strong> as {look.role}.{" "}
        <span className="muted">The link lasts until {showDate(look.expires_at)}.</span>
      </p>
      {status === "in" && user ? (
        <div className="login-form">
          <button
            type="button"
            className="btn primary block"
            onClick={() => join(null).catch((error: unknown) => setFault(reasonIn(error)))}
          >
            <UserPlus size={16} aria-hidden="true" /> Join as {user.name}
          </button>
          <button type="button" className="link" onClick={() => leave().catch(toastError)}>
            Sign out and join as somebody else
          </button>
        </div>
      ) : signingIn ? (
        <>
          <LoginForm />
          <button type="button" className="link" onClick={() => setSigningIn(false)}>
            Make a new account instead
          </button>
        </>
      ) : (
        <>
          <NewAccount onMade={join} onUseless={setFault} />
          <button type="button" className="link" onClick={() => setSigningIn(true)}>
            <LogIn size={14} aria-hidden="true" /> I have an account here
          </button>
        </>
      )}
    </EntryCard>
  );
}

interface NewAccountProps {
  onMade: (account: { username: string; password: string }) => Promise<void>;
  /** Told why the link opens nothing any more. */
  onUseless: (reason: string) => void;
}

function NewAccount({ onMade, onUseless }: NewAccountProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFaults({});
    try {
      await onMade({ username: username.trim(), password });
    } catch (error) {
      setBusy(false);
      const fields = error instanceof ApiError ? error.fields : {};
      if (fields["token"]) return onUseless(reasonIn(error));
      const shown = fields["username"] || fields["password"];
      setFaults(shown ? namedFaults(error as ApiError) : { form: reasonIn(error) });
    }
  };
  return (
    <form className="login-form" onSubmit={submit}>
      <EntryInput
        label="Choose a user name"
        name="username"
        complete="username"
        value={username}
        fault={faults["username"]}
        onChange={setUsername}
      />
      <EntryInput
        label="Choose a password"
        name="password"
        complete="new-password"
        secret
        value={password}
        fault={faults["password"]}
        hint="Ten characters or more."
        onChange={setPassword}
      />
      <p className="fault" role="alert">
        {faults["form"]}
      </p>
      <button type="submit" className="btn primary block" disabled={busy}>
        <UserPlus size={16} aria-hidden="true" /> {busy ? "Joining …" : "Make the account and join"}
      </button>
    </form>
  );
}

/** A taken name has its whole sentence in the message. */
function namedFaults(error: ApiError): Readonly<Record<string, string>> {
  return error.code === "already_exists" ? { username: error.message } : error.fields;
}
