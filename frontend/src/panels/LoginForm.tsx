/** Asks for name and password; used by the sign-in page and by the notice over a session that ended. */
import { LogIn } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { ApiError } from "../api/http";
import { enter } from "../state/meStore";

export function LoginForm({ onEntered, username = "" }: { onEntered?: () => void; username?: string }) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  /** Null until the portal asks for it: a code of the person's device. */
  const [code, setCode] = useState<string | null>(null);
  const [wait, setWait] = useWait();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await enter(name.trim(), password, code);
      onEntered?.();
    } catch (error) {
      if (error instanceof ApiError && error.code === "code_needed") {
        setFault(code === null ? null : error.message);
        setCode("");
        return;
      }
      if (error instanceof ApiError && error.status === 429)
        setWait(Math.ceil((error.retryAfterMs ?? 0) / 1000));
      setPassword("");
      setCode(null);
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
      {code !== null && (
        <label className="field">
          <span>Code of your device, or a recovery code</span>
          <input
            name="code"
            className="account-code"
            autoComplete="one-time-code"
            maxLength={20}
            required
            // biome-ignore lint/a11y/noAutofocus: the password fits, only the code is missing
            autoFocus
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </label>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
      <button type="submit" className="btn primary block" disabled={busy || wait > 0}>
        <LogIn size={16} aria-hidden="true" />
        {wait > 0 ? `Wait ${showWait(wait)}` : busy ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}

const showWait = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Seconds that count down to nought. */
function useWait(): [number, (seconds: number) => void] {
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  return [wait, setWait];
}
