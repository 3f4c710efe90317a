/** The sign-in page. */
import { useEffect } from "react";
import { useStore } from "zustand";
import { loadMe, meStore } from "../state/meStore";
import { navigate } from "../state/routeStore";
import { EntryCard } from "./entry/EntryCard";
import { LoginForm } from "./LoginForm";
import { ProviderDoor } from "./ProviderDoor";
import { Dialog } from "./ui/Dialog";
import { Link } from "./ui/parts";

export function LoginPage() {
  const status = useStore(meStore, (state) => state.status);
  const back = () => {
    const wanted = new URLSearchParams(location.search).get("next");
    navigate(wanted?.startsWith("/") && !wanted.startsWith("//") ? wanted : "/", "replace");
  };
  useEffect(() => {
    document.title = "Sign in · Tandem";
  }, []);
  return (
    <EntryCard name="Sign in">
      <p className="muted">People and models label together, live.</p>
      <LoginForm onEntered={back} />
      <ProviderDoor />
      <Link to="/reset" className="link">
        Forgot your password?
      </Link>
      {status === "unreachable" && (
        <p className="notice warn">
          The portal does not answer.{" "}
          <button type="button" className="link" onClick={() => void loadMe()}>
            Try again
          </button>
        </p>
      )}
      <p className="login-help">
        First start? The name is <code>admin</code>; the password was printed where the portal was started.
      </p>
    </EntryCard>
  );
}

/** Over whatever the person was doing: their session ended, their work is still here. */
export function SessionEnded() {
  const user = useStore(meStore, (state) => state.user);
  return (
    <Dialog title="Sign in again" onClose={() => undefined} firm>
      <p className="muted">
        Your session has ended. Nothing is lost: what was not saved yet is kept here and sent as soon as you
        are back.
      </p>
      <LoginForm username={user?.name ?? ""} />
    </Dialog>
  );
}
