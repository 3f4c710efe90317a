/** Asks for name and password; used by the sign-in page and by the notice over a session that ended. */
import { LogIn } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError } from "../api/http";
import { enter } from "../state/meStore";

export function LoginForm({ onEntered, username = "" }: { onEntered?: () => void; username?: string }) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await enter(name.trim(), password);
      onEntered?.();
    } catch (error) {
      setPassword("");
      const wrong = error instanceof ApiError && (error.status === 401 || error.status === 400);
      setFault(
        wrong
          ? "Name and password do not match. Check for Caps Lock and try again."
          : (error as Error).message,
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className="login-form" onSubmit={submit}>
      <label className="field">
        <span>Name</span>
        <input
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          // biome-ignore lint/a11y/noAutofocus: signing in is the only thing to do here
          autoFocus={username === ""}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="field">
        <span>Password</span>
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          // biome-ignore lint/a11y/noAutofocus: the name is known, only the password is missing
          autoFocus={username !== ""}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      <p className="fault" role="alert">
        {fault}
      </p>
      <button type="submit" className="btn primary block" disabled={busy}>
        <LogIn size={16} aria-hidden="true" />
        {busy ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}
