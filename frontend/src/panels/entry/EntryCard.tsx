/** The page of whoever is not in yet: the mark, what it is about, and the picture beside it. */
import type { ReactNode } from "react";
import { Mark } from "../ui/parts";

export function EntryCard({ name, children }: { name: string; children: ReactNode }) {
  return (
    <main className="login">
      <section className="login-card" aria-label={name}>
        <div className="login-brand">
          <Mark size={34} />
          <h1>Tandem</h1>
        </div>
        {children}
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

interface EntryField {
  label: string;
  name: string;
  value: string;
  fault: string | undefined;
  secret?: boolean;
  complete: string;
  hint?: string;
  onChange: (value: string) => void;
}

/** A field with its reason underneath. */
export function EntryInput(props: EntryField) {
  const { label, name, value, fault, secret = false, complete, hint, onChange } = props;
  return (
    <label className="field">
      <span>{label}</span>
      <input
        name={name}
        type={secret ? "password" : "text"}
        autoComplete={complete}
        autoCapitalize="none"
        spellCheck={false}
        required
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={`${name}-note`}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={`${name}-note`} className={fault ? "fault" : "hint"} role={fault ? "alert" : undefined}>
        {fault ?? hint}
      </span>
    </label>
  );
}

/** The portal's own sentence, where fields have only a word. */
export const reasonIn = (error: unknown): string => (error instanceof Error ? error.message : String(error));
