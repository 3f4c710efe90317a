/** Queue by queue, model by model, part by part. */
import type { Operations } from "../../contract/operations";
import { spanOf } from "../../model/operations/alarms";
import { Chip } from "../ui/parts";

const PART_WORDS: Readonly<Record<string, string>> = {
  mongo: "MongoDB",
  redis: "Redis",
  relay: "Relay",
  queue: "Queue",
  workers: "Workers",
};

export function OperationsTables({ now }: { now: Operations }) {
  return (
    <div className="operations-grid">
      <section className="card table-card" aria-labelledby="ops-queues">
        <h2 id="ops-queues">Queues</h2>
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col">Waiting</th>
              <th scope="col">Oldest</th>
              <th scope="col">Running</th>
            </tr>
          </thead>
          <tbody>
            {now.queues.map((row) => (
              <tr key={row.queue}>
                <th scope="row">{row.queue}</th>
                <td>
                  {row.depth.toLocaleString("en")}
                  {row.at_least ? "+" : ""}
                </td>
                <td>{row.depth > 0 ? spanOf(row.oldest_seconds) : "–"}</td>
                <td>{row.running}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="muted small">
          In the last 24 h {now.failed.toLocaleString("en")} failed, {now.quarantined.toLocaleString("en")}{" "}
          were set aside.
        </p>
      </section>
      <section className="card table-card" aria-labelledby="ops-models">
        <h2 id="ops-models">Models</h2>
        {now.models.length === 0 ? (
          <p className="muted">No model was asked in the last minute.</p>
        ) : (
          <table className="figures">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Runs a second</th>
                <th scope="col">p50</th>
                <th scope="col">p95</th>
              </tr>
            </thead>
            <tbody>
              {now.models.map((row) => (
                <tr key={row.model}>
                  <th scope="row">{row.model}</th>
                  <td>{row.rate.toFixed(1)}</td>
                  <td>{row.p50_ms === null ? "–" : `${Math.round(row.p50_ms)} ms`}</td>
                  <td>{row.p95_ms === null ? "–" : `${Math.round(row.p95_ms)} ms`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section className="card table-card" aria-labelledby="ops-parts">
        <h2 id="ops-parts">Parts</h2>
        <ul className="parts">
          {now.parts.map(({ part, ok, advice }) => (
            <li key={part}>
              <span>{PART_WORDS[part] ?? part}</span>
              <Chip tone={ok ? (advice ? "warn" : "good") : "bad"} {...(advice ? { tip: advice } : {})}>
                {ok ? "well" : "ill"}
              </Chip>
            </li>
          ))}
          <li>
            <span>Relay's last word</span>
            <span className="muted">
              {now.relay_silent_seconds === null ? "never" : `${spanOf(now.relay_silent_seconds)} ago`}
            </span>
          </li>
        </ul>
      </section>
    </div>
  );
}
