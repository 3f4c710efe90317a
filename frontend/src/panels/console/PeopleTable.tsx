/** Who did how much: searched by name, sorted by any column. */
import { useMemo, useState } from "react";
import type { PersonWork } from "../../contract/console";
import { showKappa, showShare } from "../../model/quality/matrix";
import { orderPeople, type PeopleColumn, type PeopleOrder } from "../../model/work/console";
import { showCount, showDate, showMoment } from "../ui/format";

const COLUMNS: readonly { by: PeopleColumn; name: string; tip: string }[] = [
  { by: "name", name: "Person", tip: "Everybody who may label, and who did in this period." },
  { by: "pictures", name: "Pictures", tip: "Handed in, or approved at once." },
  { by: "objects", name: "Objects", tip: "Accepted, adjusted and drawn." },
  { by: "seconds_per_object", name: "s / object", tip: "Mean of what was timed while people worked." },
  { by: "acceptance", name: "Accepted", tip: "Answered predictions that were accepted as they were." },
  { by: "passed", name: "Passed", tip: "Judged pictures of theirs that did not come back." },
  { by: "reviewed", name: "Reviewed", tip: "Verdicts on what others handed in." },
  { by: "agreement", name: "Agreement", tip: "Cohen's kappa with the others, of all time." },
  { by: "last_seen", name: "Last at work", tip: "The last correction or verdict." },
];

export function PeopleTable({ people }: { people: readonly PersonWork[] }) {
  const [q, setQ] = useState("");
  const [order, setOrder] = useState<PeopleOrder>({ by: "pictures", down: true });
  const rows = useMemo(() => orderPeople(people, q, order), [people, q, order]);
  const sort = (by: PeopleColumn) =>
    setOrder((was) => (was.by === by ? { by, down: !was.down } : { by, down: by !== "name" }));
  return (
    <section className="card table-card" aria-labelledby="console-people">
      <div className="console-table-head">
        <h2 id="console-people">
          People <span className="muted small">{showCount(rows.length, "person", "people")}</span>
        </h2>
        <input
          type="search"
          className="work-search"
          placeholder="Name …"
          aria-label="People whose name has"
          value={q}
          maxLength={200}
          onChange={(event) => setQ(event.target.value)}
        />
      </div>
      <div className="console-scroll">
        <table className="figures">
          <thead>
            <tr>
              {COLUMNS.map(({ by, name, tip }) => (
                <th
                  key={by}
                  scope="col"
                  aria-sort={order.by === by ? (order.down ? "descending" : "ascending") : "none"}
                >
                  <button type="button" className="sort" data-tip={tip} onClick={() => sort(by)}>
                    {name}
                    {order.by === by && <span aria-hidden="true"> {order.down ? "↓" : "↑"}</span>}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.person_id} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p className="muted">Nobody’s name has “{q}” in it.</p>}
    </section>
  );
}

function Row({ row }: { row: PersonWork }) {
  const came = row.passed !== null && row.passed < 0.7;
  return (
    <tr>
      <th scope="row">{row.name}</th>
      <td>{row.pictures.toLocaleString("en")}</td>
      <td>{row.objects.toLocaleString("en")}</td>
      <td>{row.seconds_per_object === null ? "–" : row.seconds_per_object.toFixed(1)}</td>
      <td>{showShare(row.acceptance)}</td>
      <td className={came ? "warned" : undefined}>{showShare(row.passed)}</td>
      <td>{row.reviewed.toLocaleString("en")}</td>
      <td>{showKappa(row.agreement)}</td>
      <td className="muted nowrap" data-tip={row.last_seen ? showDate(row.last_seen) : undefined}>
        {row.last_seen ? showMoment(row.last_seen) : "never"}
      </td>
    </tr>
  );
}
