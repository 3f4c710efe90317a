/** What waits, by stage, and for how long the oldest of it has waited. */
import type { Backlog } from "../../contract/console";
import { BACKLOG_WORDS, backlogColour } from "../../model/work/console";
import { showDate, showMoment } from "../ui/format";

export function BacklogCard({ backlog }: { backlog: readonly Backlog[] }) {
  const all = backlog.reduce((sum, { frames }) => sum + frames, 0);
  const shown = backlog.filter(({ frames }) => frames > 0);
  return (
    <section className="card chart-card" aria-labelledby="backlog-title">
      <h2 id="backlog-title">Backlog</h2>
      {all === 0 ? (
        <p className="muted">There are no pictures yet.</p>
      ) : (
        <>
          <div className="backlog-bar" aria-hidden="true">
            {shown.map(({ stage, frames }) => (
              <span
                key={stage}
                style={{ flexGrow: frames, background: backlogColour(stage) }}
                data-tip={`${BACKLOG_WORDS[stage]}: ${frames.toLocaleString("en")}`}
              />
            ))}
          </div>
          <table className="backlog-rows">
            <tbody>
              {shown.map(({ stage, frames, since }) => (
                <tr key={stage}>
                  <th scope="row">
                    <i style={{ background: backlogColour(stage) }} /> {BACKLOG_WORDS[stage]}
                  </th>
                  <td className="number">{frames.toLocaleString("en")}</td>
                  <td className="muted small" data-tip={since ? showDate(since) : undefined}>
                    {since ? `oldest ${showMoment(since)}` : ""}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
