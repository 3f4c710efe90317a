/** Each version's measured quality with its interval, on one scale from 0 to 1. */
import type { VersionQuality } from "../../model/loop/figures";
import { projectPath } from "../../state/routeStore";
import { EndKept } from "../ui/EndKept";
import { Chip, Link } from "../ui/parts";

export function QualityCard({ projectId, rows }: { projectId: string; rows: readonly VersionQuality[] }) {
  const measure = rows[0]?.measure ?? "AP50";
  return (
    <section className="card chart-card" aria-labelledby="quality-title">
      <h2 id="quality-title">{measure} by version</h2>
      {rows.length === 0 ? (
        <p className="muted">
          Nothing is measured yet. After the first training the gate compares its version with the champion,
          on frames that no training saw.
        </p>
      ) : (
        <>
          <p className="muted small">With its 95 % interval, on frames that were held out.</p>
          <table className="quality-table">
            <thead className="visually-hidden">
              <tr>
                <th>Version</th>
                <th>Interval</th>
                <th>{measure}</th>
                <th>Frames</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <QualityRow key={row.id} row={row} projectId={projectId} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function QualityRow({ row, projectId }: { row: VersionQuality; projectId: string }) {
  const { value, low, high } = row.interval;
  const words = `${low.toFixed(2)}–${high.toFixed(2)}`;
  return (
    <tr className={row.status === "champion" ? "is-champion" : undefined}>
      <th scope="row">
        <span className="quality-name">
          <Link to={`${projectPath(projectId, "models")}#${row.id}`}>
            <EndKept>{row.name}</EndKept>
          </Link>
          {row.status === "champion" && <Chip tone="good">live</Chip>}
          {row.status === "refused" && <Chip tone="bad">refused</Chip>}
        </span>
      </th>
      <td>
        <span className="whisker" role="img" aria-label={`${value.toFixed(2)}, between ${words}`}>
          <span className="whisker-span" style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />
          <span className="whisker-value" style={{ left: `${value * 100}%` }} />
        </span>
      </td>
      <td className="number">
        <b>{value.toFixed(2)}</b> <span className="muted small">{words}</span>
      </td>
      <td className="number muted small">{row.frames}</td>
    </tr>
  );
}
