/** Switches two-factor sign-in on, with a picture for the device, and off again. */
import { ShieldCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { beginTwoFactor, confirmTwoFactor, endTwoFactor } from "../../api/account";
import type { Account, TwoFactorBegun } from "../../contract/account";
import { refreshAccount } from "../../state/account";
import { toast, toastError } from "../../state/toastStore";
import { showCount } from "../ui/format";
import { Chip } from "../ui/parts";

export function TwoFactorCard({ account }: { account: Account }) {
  const [begun, setBegun] = useState<TwoFactorBegun | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [leaving, setLeaving] = useState(false);
  const begin = () => beginTwoFactor().then(setBegun, toastError);
  const confirmed = (fresh: readonly string[]) => {
    setBegun(null);
    setCodes(fresh);
    void refreshAccount();
  };
  return (
    <section className="card settings-card" aria-labelledby="factor-title">
      <div className="account-head">
        <h2 id="factor-title">
          Two-factor sign-in{" "}
          <Chip tone={account.two_factor ? "good" : "plain"}>{account.two_factor ? "on" : "off"}</Chip>
        </h2>
        {!account.two_factor && !begun && (
          <button type="button" className="btn small" onClick={() => void begin()}>
            <ShieldCheck size={13} aria-hidden="true" /> Set up
          </button>
        )}
        {account.two_factor && !leaving && (
          <button type="button" className="btn small" onClick={() => setLeaving(true)}>
            Switch off
          </button>
        )}
      </div>
      <p className="muted account-lead">
        {account.two_factor
          ? `Signing in asks for a code of your device. ${showCount(account.recovery_codes_left, "recovery code")} left.`
          : "Signing in asks for a code of your telephone as well: a stolen password alone opens nothing."}
      </p>
      {begun && <SetUp begun={begun} onConfirmed={confirmed} onStop={() => setBegun(null)} />}
      {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
      {account.two_factor && leaving && <SwitchOff onDone={() => setLeaving(false)} />}
    </section>
  );
}

interface SetUpProps {
  begun: TwoFactorBegun;
  onConfirmed: (codes: readonly string[]) => void;
  onStop: () => void;
}

function SetUp({ begun, onConfirmed, onStop }: SetUpProps) {
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(null);
    try {
      onConfirmed((await confirmTwoFactor(code)).recovery_codes);
    } catch (error) {
      setCode("");
      setFault(error instanceof Error ? error.message : "The code cannot be checked.");
    }
  };
  return (
    <form className="account-factor" onSubmit={submit}>
      <img
        src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.qr)}`}
        alt="QR code of the secret"
        width={180}
        height={180}
      />
      <div className="account-steps">
        <p>Scan the picture with an authenticator app, or type this into it:</p>
        <code>{begun.secret.match(/.{1,4}/g)?.join(" ")}</code>
        <CodeField value={code} onText={setCode} title="The code that it shows" />
        {fault && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
        <div className="row">
          <button type="submit" className="btn primary" disabled={code.trim().length < 6}>
            Switch on
          </button>
          <button type="button" className="btn" onClick={onStop}>
            Not now
          </button>
        </div>
      </div>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div className="notice account-codes" role="status">
      <p>Keep these where your telephone is not. Each lets you in once; they are not shown again.</p>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <button type="button" className="btn small" onClick={onDone}>
        I have kept them
      </button>
    </div>
  );
}

function SwitchOff({ onDone }: { onDone: () => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(null);
    try {
      await endTwoFactor(password, code);
      toast("Two-factor sign-in is off.", "good");
      onDone();
      await refreshAccount();
    } catch (error) {
      setFault(error instanceof Error ? error.message : "It cannot be switched off.");
    }
  };
  return (
    <form className="account-steps" onSubmit={submit}>
      <label className="field">
        <span>Password</span>
        <input
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      <CodeField value={code} onText={setCode} title="A code of your device, or a recovery code" />
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <div className="row">
        <button type="submit" className="btn danger" disabled={password === "" || code.trim().length < 6}>
          Switch off
        </button>
        <button type="button" className="btn" onClick={onDone}>
          Keep it
        </button>
      </div>
    </form>
  );
}

function CodeField({
  value,
  onText,
  title,
}: {
  value: string;
  onText: (text: string) => void;
  title: string;
}) {
  return (
    <label className="field">
      <span>{title}</span>
      <input
        className="account-code"
        autoComplete="one-time-code"
        maxLength={20}
        spellCheck={false}
        value={value}
        onChange={(event) => onText(event.target.value)}
      />
    </label>
  );
}
