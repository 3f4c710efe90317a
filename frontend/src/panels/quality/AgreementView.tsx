/** The figures: all together, pair by pair, person by person and label by label. */
import { Scale } from "lucide-react";
import type { Quality } from "../../contract/quality";
import {
  acceptance,
  correctionRate,
  matrixOf,
  showKappa,
  showShare,
  wordsOfKappa,
} from "../../model/quality/matrix";
import { showCount } from "../ui/format";
import { EmptyState } from "../ui/parts";
import { PairMatrix } from "./PairMatrix";

const ALPHA =
  "Krippendorff's alpha: 1 is full agreement, 0 what chance would give. Having drawn nothing is a category of its own.";

export function AgreementView({ quality: { figures } }: { quality: Quality }) {
  const { alpha, fleiss, frames, objects, people, labels } = figures;
  if (people.length === 0)
    return (
      <EmptyState icon={Scale} title="Nothing to compare yet">
        <p>
          Figures come as people work. Let several people label the same pictures, or test them with pictures
          of known truth: both are switched on in the settings, under Quality.
        </p>
      </EmptyState>
    );
  const matrix = matrixOf(figures);
  return (
    <>
      <dl className="figure-tiles">
        <div className="card tile">
          <dt data-tip={ALPHA}>Agreement (alpha)</dt>
          <dd>{showKappa(alpha)}</dd>
          <p className="muted small">
            {frames > 0
              ? `${wordsOfKappa(alpha)}; ${showCount(objects, "object")} on ${showCount(frames, "picture")}`
              : "no picture has two answers yet"}
          </p>
        </div>
        {fleiss.map((entry) => (
          <div key={entry.raters} className="card tile">
            <dt>Fleiss’ kappa of {entry.raters} people</dt>
            <dd>{showKappa(entry.kappa)}</dd>
            <p className="muted small">
              {wordsOfKappa(entry.kappa)}; {showCount(entry.frames, "picture")}
            </p>
          </div>
        ))}
      </dl>
      {matrix.people.length > 0 && <PairMatrix matrix={matrix} />}
      <section className="card table-card" aria-labelledby="by-person">
        <h2 id="by-person">By person</h2>
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col" data-tip="Cohen's kappa of all pairs with another person.">
                Kappa
              </th>
              <th scope="col">Same label</th>
              <th scope="col">Overlap</th>
              <th scope="col" data-tip="Against pictures of known truth.">
                Tests
              </th>
              <th scope="col">Precision</th>
              <th scope="col">Recall</th>
              <th scope="col" data-tip="Predictions accepted as they were.">
                Accepted
              </th>
              <th scope="col" data-tip="Predictions adjusted or rejected.">
                Corrected
              </th>
              <th scope="col">Drawn</th>
            </tr>
          </thead>
          <tbody>
            {people.map((entry) => (
              <tr key={entry.person.id}>
                <th scope="row">{entry.person.name}</th>
                <td>{showKappa(entry.kappa)}</td>
                <td>{showShare(entry.agreed)}</td>
                <td>{showShare(entry.mean_iou)}</td>
                <td>{entry.truth_frames || "–"}</td>
                <td>{showShare(entry.truth.precision)}</td>
                <td>{showShare(entry.truth.recall)}</td>
                <td>{showShare(acceptance(entry.work))}</td>
                <td>{showShare(correctionRate(entry.work))}</td>
                <td>{entry.work.drawn.toLocaleString("en")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="card table-card" aria-labelledby="by-label">
        <h2 id="by-label">By label</h2>
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col" data-tip={ALPHA}>
                Alpha
              </th>
              <th scope="col">Kappa</th>
              <th scope="col">Overlap</th>
              <th scope="col" data-tip="Ratings of two people in which at least one said this label.">
                Compared
              </th>
              <th scope="col">Precision</th>
              <th scope="col">Recall</th>
              <th scope="col">Accepted</th>
              <th scope="col">Corrected</th>
              <th scope="col">Drawn</th>
            </tr>
          </thead>
          <tbody>
            {labels.map((entry) => (
              <tr key={entry.label}>
                <th scope="row">{entry.label}</th>
                <td>{showKappa(entry.alpha)}</td>
                <td>{showKappa(entry.kappa)}</td>
                <td>{showShare(entry.mean_iou)}</td>
                <td>{entry.objects || "–"}</td>
                <td>{showShare(entry.truth.precision)}</td>
                <td>{showShare(entry.truth.recall)}</td>
                <td>{showShare(acceptance(entry.work))}</td>
                <td>{showShare(correctionRate(entry.work))}</td>
                <td>{entry.work.drawn.toLocaleString("en")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
