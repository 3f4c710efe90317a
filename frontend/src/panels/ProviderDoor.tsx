/** Sign-in through a provider, where the portal has one, and what came of it when it failed. */
import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { fetchProviderName } from "../api/portal";

const PROBLEMS: Readonly<Record<string, string>> = {
  provider_none: "This portal has no sign-in provider.",
  provider_away: "The sign-in provider does not answer. Try again in a moment, or use your password.",
  provider_refused: "The sign-in provider's answer did not fit. Begin again from here.",
  account_unknown: "You have no account here yet. Ask an administrator to enter your e-mail address.",
  account_unverified:
    "The provider has not verified your e-mail address, so no account could be found by it.",
  account_off: "Your account is switched off. Ask an administrator.",
};

export function ProviderDoor() {
  const [provider, setProvider] = useState<string | null>(null);
  useEffect(() => {
    // Name and password work in any case.
    fetchProviderName().then(setProvider, () => undefined);
  }, []);
  const query = new URLSearchParams(location.search);
  const problem = PROBLEMS[query.get("problem") ?? ""];
  const next = query.get("next");
  return (
    <>
      {problem && (
        <p className="notice warn" role="alert">
          {problem}
        </p>
      )}
      {provider && (
        <a className="btn block" href={`/sign-in/oidc${next ? `?next=${encodeURIComponent(next)}` : ""}`}>
          <KeyRound size={16} aria-hidden="true" />
          Continue with {provider}
        </a>
      )}
    </>
  );
}
