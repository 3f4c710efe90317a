/** What was done with each label, and how often its predictions were right. */
import type { LabelWork } from "../../contract/console";
import { answered } from "../../model/loop/figures";
import { showShare } from "../../model/quality/matrix";

export function LabelTable({ labels }: { labels: readonly LabelWork[] }) {
  return (
    <section className="card table-card" aria-labelledby="console-labels">
      <h2 id="console-labels">Labels</h2>
      {labels.length === 0 ? (
        <p className="muted">Nothing was answered or drawn in this period.</p>
      ) : (
        <div className="console-scroll">
          <table className="figures">
            <thead>
              <tr>
                <th scope="col">Label</th>
                <th scope="col" data-tip="Accepted, adjusted and drawn.">
                  Objects
                </th>
                <th scope="col" data-tip="Predictions accepted as they were, of those that were answered.">
                  Accepted
                </th>
                <th scope="col">Adjusted</th>
                <th scope="col">Rejected</th>
                <th scope="col">Drawn</th>
                <th scope="col" data-tip="Every change that was saved.">
                  Corrections
                </th>
              </tr>
            </thead>
            <tbody>
              {labels.map((row) => {
                const all = answered(row);
                return (
                  <tr key={row.label}>
                    <th scope="row">{row.label}</th>
                    <td>{(row.accepted + row.adjusted + row.drawn).toLocaleString("en")}</td>
                    <td>{showShare(all > 0 ? row.accepted / all : null)}</td>
                    <td>{row.adjusted.toLocaleString("en")}</td>
                    <td>{row.rejected.toLocaleString("en")}</td>
                    <td>{row.drawn.toLocaleString("en")}</td>
                    <td>{row.corrections.toLocaleString("en")}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
