/** The manager's console: what was done, what waits, who did it, and what it saved; live. */
import { memo, useEffect } from "react";
import { useStore } from "zustand";
import type { Console } from "../../contract/console";
import { showSpan } from "../../model/loop/figures";
import { showShare } from "../../model/quality/matrix";
import { daysLeft, stillToDo, sumDays } from "../../model/work/console";
import { consoleStore, followConsole, lookBackOn, reread } from "../../state/console";
import { projectStore } from "../../state/projectStore";
import { projectPath } from "../../state/routeStore";
import { showCount } from "../ui/format";
import { Link } from "../ui/parts";
import { BacklogCard } from "./BacklogCard";
import { LabelTable } from "./LabelTable";
import { MoneyTile } from "./MoneyTile";
import { PeopleTable } from "./PeopleTable";
import { ThroughputCard } from "./ThroughputCard";

const PERIODS = [
  { days: 1, title: "Today" },
  { days: 7, title: "7 days" },
  { days: 30, title: "30 days" },
];

/** Remembered: the page around it is drawn anew at every event, of which there may be hundreds a second. */
export const ConsolePage = memo(function ConsolePage({ projectId }: { projectId: string }) {
  const { console: shown, days, error } = useStore(consoleStore);
  const role = useStore(projectStore, ({ project }) => project?.my_role);
  const may = role === "manager";
  useEffect(() => (may ? followConsole(projectId) : undefined), [projectId, may]);
  return (
    <main className="page console" data-testid="console">
      <div className="page-head">
        <div>
          <h1>Console</h1>
          <p className="muted">
            Who did how much, what waits, what it saved; live, in UTC days.{" "}
            <Link to={projectPath(projectId, "work")}>To the pictures</Link>
          </p>
        </div>
        {may && (
          <div className="segments" role="group" aria-label="Period">
            {PERIODS.map((period) => (
              <button
                key={period.days}
                type="button"
                aria-pressed={days === period.days}
                onClick={() => lookBackOn(period.days)}
              >
                {period.title}
              </button>
            ))}
          </div>
        )}
      </div>
      {!may && <p className="notice">Managers of the project see its console.</p>}
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void reread()}>
            Try again
          </button>
        </p>
      )}
      {may && !shown && !error && <p className="muted">Reading the figures …</p>}
      {may && shown && (
        <>
          <Tiles shown={shown} />
          <div className="console-grid">
            <ThroughputCard days={shown.days} />
            <BacklogCard backlog={shown.backlog} />
          </div>
          <PeopleTable people={shown.people} />
          <LabelTable labels={shown.labels} />
        </>
      )}
    </main>
  );
});

function Tiles({ shown }: { shown: Console }) {
  const done = sumDays(shown.days);
  const judged = done.approved + done.returned;
  const left = daysLeft(shown.backlog, shown.days);
  const toDo = stillToDo(shown.backlog);
  return (
    <dl className="figure-tiles console-tiles">
      <Tile name="Handed in" figure={done.submitted.toLocaleString("en")}>
        {`${showCount(done.objects, "object")} made`}
      </Tile>
      <Tile name="Approved" figure={done.approved.toLocaleString("en")}>
        {judged > 0
          ? `${showShare(done.returned / judged)} of ${judged.toLocaleString("en")} came back`
          : "nothing was judged"}
      </Tile>
      <Tile name="Still to do" figure={toDo.toLocaleString("en")}>
        {toDo === 0
          ? "all is approved or left out"
          : left === null
            ? "no pace yet: nothing was approved"
            : `about ${left < 1 ? "a day" : showCount(Math.ceil(left), "day")} at this pace`}
      </Tile>
      <Tile name="Time saved" figure={shown.seconds_saved === null ? "–" : showSpan(shown.seconds_saved)}>
        {shown.seconds_saved === null
          ? "shows once objects were answered and drawn"
          : "by answering rather than drawing"}
      </Tile>
      <MoneyTile saved={shown.money_saved} costs={shown.costs} />
    </dl>
  );
}

function Tile({ name, figure, children }: { name: string; figure: string; children: string }) {
  return (
    <div className="card tile">
      <dt>{name}</dt>
      <dd>{figure}</dd>
      <p className="muted small">{children}</p>
    </div>
  );
}
