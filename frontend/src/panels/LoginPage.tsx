/** The sign-in page. */
import { useEffect } from "react";
import { useStore } from "zustand";
import { loadMe, meStore } from "../state/meStore";
import { navigate } from "../state/routeStore";
import { LoginForm } from "./LoginForm";
import { ProviderDoor } from "./ProviderDoor";
import { Dialog } from "./ui/Dialog";
import { Mark } from "./ui/parts";

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
    <main className="login">
      <section className="login-card" aria-label="Sign in">
        <div className="login-brand">
          <Mark size={34} />
          <h1>Tandem</h1>
        </div>
        <p className="muted">People and models label together, live.</p>
        <LoginForm onEntered={back} />
        <ProviderDoor />
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
      </section>
      <div className="login-art" aria-hidden="true">
        <div className="art-box solid" style={{ left: "14%", top: "20%", width: "34%", height: "40%" }}>
          <b>person</b>
        </div>
        <div className="art-box dashed" style={{ left: "37%", top: "38%", width: "42%", height: "38%" }}>
          <b>model 94%</b>
        </div>
        <div
          className="art-box dashed small"
          style={{ left: "66%", top: "16%", width: "17%", height: "15%" }}
        >
          <b>model 61%</b>
        </div>
      </div>
    </main>
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
