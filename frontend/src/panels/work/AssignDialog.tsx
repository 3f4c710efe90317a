/** Gives work: what was chosen in the list, or the next ones that wait; or hands one person's work over. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { PRIORITY_WORDS } from "../../model/work/words";
import { giveWork, handWorkOver, needPeople, peopleStore, workStore } from "../../state/myWork";
import { projectStore } from "../../state/projectStore";
import { openDialog } from "../../state/uiStore";
import { Dialog, DialogFoot } from "../ui/Dialog";
import { showCount } from "../ui/format";

const MOST = 500;
const close = () => {
  workStore.setState({ handOverOf: null });
  openDialog(null);
};

export function AssignDialog() {
  const projectId = useStore(projectStore, (state) => state.project?.id);
  const chosen = useStore(workStore, (state) => state.chosen);
  const people = useStore(peopleStore, (state) => state.people).filter(({ role }) => role !== "guest");
  const offered = useStore(workStore, (state) => state.handOverOf);
  const batches = useStore(workStore, (state) => state.batches);
  const [what, setWhat] = useState<"chosen" | "waiting" | "over">(
    offered ? "over" : chosen.size > 0 ? "chosen" : "waiting",
  );
  const [batch, setBatch] = useState("");
  const [count, setCount] = useState("20");
  const [of, setOf] = useState(offered ?? "");
  const [to, setTo] = useState<ReadonlySet<string>>(new Set());
  const [rule, setRule] = useState<"turn" | "load">("turn");
  const [priority, setPriority] = useState(1);
  const [due, setDue] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    if (projectId) void needPeople(projectId);
  }, [projectId]);
  const whom = useRef<HTMLFieldSetElement>(null);
  const known = people.length > 0;
  // Who gets it is the first thing to say.
  useEffect(() => {
    if (known) whom.current?.querySelector("input")?.focus();
  }, [known]);
  if (!projectId) return null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [first] = [...to];
    if (!first) return setFault("Choose who gets it.");
    const number = Number(count);
    if (what === "over") {
      if (!of) return setFault("Choose whose work it is.");
      if (await handWorkOver(projectId, of, first)) close();
      return;
    }
    if (what === "waiting" && !(Number.isInteger(number) && number >= 1 && number <= MOST))
      return setFault(`Give 1 to ${MOST} pictures at once.`);
    const wish = {
      ...(what === "chosen" ? { asset_ids: [...chosen].slice(0, MOST) } : { waiting: number }),
      to: [...to],
      rule,
      priority,
      due: due ? new Date(due).toISOString() : null,
      batch: batch.trim() || null,
    };
    if (await giveWork(projectId, wish)) close();
  };
  const pick = (id: string) => {
    const next = what === "over" ? new Set<string>() : new Set(to);
    if (!next.delete(id)) next.add(id);
    setTo(next);
    setFault(null);
  };
  return (
    <Dialog title="Give work" onClose={close}>
      <form className="stack" onSubmit={submit}>
        <div className="segments" role="group" aria-label="What">
          {chosen.size > 0 && (
            <button type="button" aria-pressed={what === "chosen"} onClick={() => setWhat("chosen")}>
              {showCount(chosen.size, "chosen picture")}
            </button>
          )}
          <button type="button" aria-pressed={what === "waiting"} onClick={() => setWhat("waiting")}>
            The next that wait
          </button>
          <button
            type="button"
            aria-pressed={what === "over"}
            onClick={() => {
              setWhat("over");
              setTo(new Set([...to].slice(0, 1)));
            }}
          >
            Somebody's work
          </button>
        </div>
        {what === "waiting" && (
          <label className="field">
            <span>How many</span>
            <input inputMode="numeric" value={count} onChange={(event) => setCount(event.target.value)} />
          </label>
        )}
        {what === "over" && (
          <label className="field">
            <span>Whose work</span>
            <select value={of} onChange={(event) => setOf(event.target.value)}>
              <option value="">Choose …</option>
              {people.map(({ user_id: id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <fieldset className="field" ref={whom}>
          <legend>To</legend>
          <div className="row">
            {people.map(({ user_id: id, name, away_until: until }) => (
              <label key={id} className="check">
                <input
                  type={what === "over" ? "radio" : "checkbox"}
                  name="to"
                  checked={to.has(id)}
                  onChange={() => pick(id)}
                />{" "}
                {name}
                {until && <span className="muted small"> away until {until}</span>}
              </label>
            ))}
          </div>
        </fieldset>
        {what !== "over" && (
          <>
            {to.size > 1 && (
              <fieldset className="field">
                <legend>Shared</legend>
                <div className="row">
                  <label className="check">
                    <input
                      type="radio"
                      name="rule"
                      checked={rule === "turn"}
                      onChange={() => setRule("turn")}
                    />{" "}
                    Each in turn
                  </label>
                  <label className="check">
                    <input
                      type="radio"
                      name="rule"
                      checked={rule === "load"}
                      onChange={() => setRule("load")}
                    />{" "}
                    To whoever has least to do
                  </label>
                </div>
              </fieldset>
            )}
            <div className="work-urgency">
              <label className="field">
                <span>Priority</span>
                <select value={priority} onChange={(event) => setPriority(Number(event.target.value))}>
                  {PRIORITY_WORDS.map((word, value) => (
                    <option key={word} value={value}>
                      {word}
                    </option>
                  ))}
                </select>
              </label>
              <label className="field">
                <span>Due</span>
                <input type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />
              </label>
              <label className="field">
                <span>Batch</span>
                <input
                  value={batch}
                  list="batches"
                  maxLength={100}
                  placeholder="A name to find them by, or none"
                  onChange={(event) => setBatch(event.target.value)}
                />
                <datalist id="batches">
                  {batches.map(({ name }) => (
                    <option key={name} value={name} />
                  ))}
                </datalist>
              </label>
            </div>
          </>
        )}
        <DialogFoot fault={fault} act={what === "over" ? "Hand it over" : "Give it"} onCancel={close} />
      </form>
    </Dialog>
  );
}
