/** One's own account: who one is, the password, the second factor, where one is signed in, and tokens. */
import { useEffect } from "react";
import { useStore } from "zustand";
import { accountStore, loadAccount } from "../../state/account";
import { showDate } from "../ui/format";
import { PasswordCard } from "./PasswordCard";
import { SessionsCard } from "./SessionsCard";
import { TokensCard } from "./TokensCard";
import { TwoFactorCard } from "./TwoFactorCard";

export function AccountPage() {
  const { account, error } = useStore(accountStore);
  useEffect(() => {
    document.title = "Account · Tandem";
    void loadAccount();
  }, []);
  return (
    <main className="page narrow" data-testid="account">
      <div className="page-head">
        <div>
          <h1>Account</h1>
          <p className="muted">How you sign in, where you are signed in, and what may act in your name.</p>
        </div>
      </div>
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void loadAccount()}>
            Try again
          </button>
        </p>
      )}
      {account && (
        <>
          <section className="card settings-card" aria-labelledby="who-title">
            <h2 id="who-title">Who you are</h2>
            <dl className="account-facts">
              <dt>Sign-in name</dt>
              <dd>{account.name}</dd>
              <dt>E-mail</dt>
              <dd>{account.email || <span className="muted">none; an administrator can enter one</span>}</dd>
              <dt>Here since</dt>
              <dd>{showDate(account.joined_at)}</dd>
            </dl>
          </section>
          {account.has_password && <PasswordCard />}
          {account.has_password && <TwoFactorCard account={account} />}
          <SessionsCard />
          <TokensCard />
        </>
      )}
    </main>
  );
}
