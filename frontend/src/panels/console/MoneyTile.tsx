/** What the time saved is worth, and the hourly rate that says so. */
import { type FormEvent, useState } from "react";
import type { Costs } from "../../contract/console";
import { changeCosts } from "../../state/console";

const showMoney = (amount: number) =>
  Math.abs(amount) < 100 ? amount.toFixed(2).replace("-", "−") : Math.round(amount).toLocaleString("en");

export function MoneyTile({ saved, costs }: { saved: number | null; costs: Costs }) {
  const [open, setOpen] = useState(false);
  const rate = costs.hourly_rate;
  return (
    <div className="card tile">
      <dt>Money saved</dt>
      {open ? (
        <RateForm costs={costs} onEnd={() => setOpen(false)} />
      ) : (
        <>
          <dd>{saved === null ? "–" : `${showMoney(saved)} ${costs.currency}`}</dd>
          <p className="muted small">
            <button type="button" className="link" onClick={() => setOpen(true)}>
              {rate === null ? "Say what an hour costs" : `at ${rate.toLocaleString("en")} an hour`}
            </button>
          </p>
        </>
      )}
    </div>
  );
}

function RateForm({ costs, onEnd }: { costs: Costs; onEnd: () => void }) {
  const [rate, setRate] = useState(costs.hourly_rate === null ? "" : String(costs.hourly_rate));
  const [currency, setCurrency] = useState(costs.currency);
  const keep = (event: FormEvent) => {
    event.preventDefault();
    void changeCosts({ hourly_rate: rate.trim() === "" ? null : Number(rate), currency: currency.trim() });
    onEnd();
  };
  return (
    <form
      className="rate-form"
      onSubmit={keep}
      onKeyDown={(event) => {
        if (event.key === "Escape") onEnd();
      }}
    >
      <input
        type="number"
        min="0.01"
        max="10000"
        step="any"
        aria-label="Hourly rate"
        placeholder="Rate"
        value={rate}
        // biome-ignore lint/a11y/noAutofocus: the form opens on a click that asks for it
        autoFocus
        onChange={(event) => setRate(event.target.value)}
      />
      <input
        type="text"
        aria-label="Currency"
        value={currency}
        required
        pattern="\S{1,8}"
        maxLength={8}
        onChange={(event) => setCurrency(event.target.value)}
      />
      <button type="submit" className="btn small primary">
        Keep
      </button>
      <button type="button" className="btn small" onClick={onEnd}>
        Cancel
      </button>
    </form>
  );
}
