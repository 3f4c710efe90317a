/** Where one is signed in; any of it can be ended from here. */
import { useStore } from "zustand";
import { accountStore, endSessions, loadMoreSignIns } from "../../state/account";
import { ConfirmButton } from "../ui/ConfirmButton";
import { showDate, showMoment } from "../ui/format";
import { Chip } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

export function SessionsCard() {
  const signIns = useStore(accountStore, (state) => state.signIns);
  if (!signIns) return null;
  const others = signIns.items.some((one) => !one.current) || signIns.next !== null;
  return (
    <section className="card settings-card" aria-labelledby="sessions-title">
      <div className="account-head">
        <h2 id="sessions-title">Where you are signed in</h2>
        {others && (
          <ConfirmButton
            asks
            question="End all others?"
            name="End all other sessions"
            questionName="Really end all other sessions"
            className="btn small"
            onConfirm={() => void endSessions(null)}
          >
            End all others
          </ConfirmButton>
        )}
      </div>
      <ul className="account-list">
        {signIns.items.map((one) => (
          <li key={one.id}>
            <div className="row-main">
              <span>
                {one.browser} {one.current && <Chip tone="good">this one</Chip>}
              </span>
              <small className="muted">
                {one.address || "address unknown"} · since {showDate(one.created_at)} · used{" "}
                {showMoment(one.seen_at)}
              </small>
            </div>
            {!one.current && (
              <ConfirmButton
                asks
                question="End it?"
                name={`End the session of ${one.browser}`}
                questionName={`Really end the session of ${one.browser}`}
                className="btn small"
                onConfirm={() => void endSessions(one.id)}
              >
                End
              </ConfirmButton>
            )}
          </li>
        ))}
      </ul>
      <ShowMore of="sessions" shown={signIns.next !== null} onMore={() => void loadMoreSignIns()} />
    </section>
  );
}
