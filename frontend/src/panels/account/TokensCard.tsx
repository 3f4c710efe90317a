/** One's tokens: what programs may do in one's name, until when, and when they last did. */
import { Copy, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useStore } from "zustand";
import type { AccessToken, Scope } from "../../contract/account";
import { SCOPES } from "../../contract/decodeAccount";
import { accountStore, addToken, dropToken, loadMoreTokens } from "../../state/account";
import { toast } from "../../state/toastStore";
import { ConfirmButton } from "../ui/ConfirmButton";
import { showDate, showMoment } from "../ui/format";
import { Chip } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

const MEANING: Readonly<Record<Scope | "all", string>> = {
  read: "Look: what a guest may",
  label: "Label: what an annotator may",
  review: "Review: what a reviewer may",
  manage: "Manage: what a manager may",
  all: "Everything that you may",
};
const LIVES: readonly { days: number | null; name: string }[] = [
  { days: 30, name: "30 days" },
  { days: 90, name: "90 days" },
  { days: 365, name: "a year" },
  { days: null, name: "for ever" },
];

export function TokensCard() {
  const tokens = useStore(accountStore, (state) => state.tokens);
  const [secret, setSecret] = useState<string | null>(null);
  if (!tokens) return null;
  return (
    <section className="card settings-card" aria-labelledby="tokens-title">
      <h2 id="tokens-title">Tokens for programs</h2>
      <p className="muted account-lead">
        A program sends one as <code>Authorization: Bearer …</code>. It never may more than you, and never
        changes this page.
      </p>
      <NewToken onMade={setSecret} />
      {secret && <Secret text={secret} onDone={() => setSecret(null)} />}
      {tokens.items.length === 0 && <p className="muted">No token yet.</p>}
      <ul className="account-list">
        {tokens.items.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      <ShowMore of="tokens" shown={tokens.next !== null} onMore={() => void loadMoreTokens()} />
    </section>
  );
}

function NewToken({ onMade }: { onMade: (secret: string) => void }) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope | "all">("read");
  const [days, setDays] = useState<number | null>(90);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(null);
    try {
      const scopes = scope === "all" ? null : [scope];
      onMade(await addToken({ name: name.trim(), scopes, expires_in_days: days }));
      setName("");
    } catch (error) {
      setFault(error instanceof Error ? error.message : "The token cannot be made.");
    }
  };
  return (
    <form className="account-new" onSubmit={submit} aria-label="New token">
      <label className="field">
        <span>Name</span>
        <input
          value={name}
          maxLength={100}
          placeholder="nightly import"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="field">
        <span>It may</span>
        <select value={scope} onChange={(event) => setScope(event.target.value as Scope | "all")}>
          {([...SCOPES, "all"] as const).map((one) => (
            <option key={one} value={one}>
              {MEANING[one]}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>It lives</span>
        <select
          value={days ?? ""}
          onChange={(event) => setDays(event.target.value === "" ? null : Number(event.target.value))}
        >
          {LIVES.map((one) => (
            <option key={one.name} value={one.days ?? ""}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="btn primary" disabled={name.trim() === ""}>
        <Plus size={14} aria-hidden="true" /> Make token
      </button>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}

function Secret({ text, onDone }: { text: string; onDone: () => void }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast("The token is in your clipboard.", "good");
    } catch {
      toast("The browser does not allow copying: select the token and copy it.", "bad");
    }
  };
  return (
    <div className="notice account-secret" role="status">
      <p>Copy it now: it is not shown again.</p>
      <code>{text}</code>
      <button type="button" className="btn small" onClick={() => void copy()}>
        <Copy size={13} aria-hidden="true" /> Copy
      </button>
      <button type="button" className="btn small" onClick={onDone}>
        Done
      </button>
    </div>
  );
}

function TokenRow({ token }: { token: AccessToken }) {
  const name = token.name || "Without a name";
  const over = token.expires_at !== null && Date.parse(token.expires_at) <= Date.now();
  return (
    <li>
      <div className="row-main">
        <span>
          {name}{" "}
          <Chip tone={token.scopes ? "plain" : "warn"}>{token.scopes?.join(", ") ?? "everything"}</Chip>{" "}
          {over && <Chip tone="bad">expired</Chip>}
        </span>
        <small className="muted">
          made {showDate(token.created_at)} ·{" "}
          {token.used_at ? `used ${showMoment(token.used_at)}` : "never used"} ·{" "}
          {token.expires_at === null
            ? "does not expire"
            : `${over ? "expired" : "expires"} ${showMoment(token.expires_at)}`}
        </small>
      </div>
      <ConfirmButton
        asks
        question="Revoke it?"
        name={`Revoke ${name}`}
        questionName={`Really revoke ${name}`}
        className="btn small"
        onConfirm={() => void dropToken(token.id)}
      >
        Revoke
      </ConfirmButton>
    </li>
  );
}
