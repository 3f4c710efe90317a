/** Who agrees with whom: a square of kappas, each with its number, so that the shade is never all there is. */
import { type Matrix, showKappa, showShare, wordsOfKappa } from "../../model/quality/matrix";
import { showCount } from "../ui/format";

export function PairMatrix({ matrix: { people, cells } }: { matrix: Matrix }) {
  return (
    <section className="card table-card" aria-labelledby="by-pair">
      <h2 id="by-pair">Who agrees with whom</h2>
      <p className="muted small">Cohen’s kappa on the pictures that both looked at.</p>
      <div className="matrix-scroll">
        <table className="pair-matrix">
          <thead>
            <tr>
              <td />
              {people.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((row, at) => (
              <tr key={row.id}>
                <th scope="row">{row.name}</th>
                {people.map((column, place) => {
                  const cell = cells[at]?.[place] ?? null;
                  if (!cell)
                    return (
                      <td key={column.id} className="none" aria-label={at === place ? "" : "never met"} />
                    );
                  const tip = `${row.name} and ${column.name}: ${wordsOfKappa(cell.kappa)}. ${cell.agreed} of ${showCount(cell.objects, "object")} alike on ${showCount(cell.frames, "picture")}, overlap ${showShare(cell.mean_iou)}.`;
                  const depth = Math.round(Math.max(0, cell.kappa ?? 0) * 100);
                  return (
                    <td
                      key={column.id}
                      data-tip={tip}
                      style={{ "--depth": `${depth}%` } as React.CSSProperties}
                    >
                      {showKappa(cell.kappa)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
