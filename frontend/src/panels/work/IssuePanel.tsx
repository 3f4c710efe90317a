/** The issues of the open picture: the list, the thread that is open, and a new one. */
import { Check, ChevronLeft, MapPin, RotateCcw, Trash2, Undo2 } from "lucide-react";
import { useStore } from "zustand";
import type { Issue, IssueComment } from "../../contract/work";
import { mayEdit } from "../../state/editor";
import {
  closeThread,
  dropDraft,
  goToIssue,
  issuesStore,
  loadIssues,
  removeIssue,
  sendComment,
  sendIssue,
  shownIssues,
  withdrawComment,
} from "../../state/issues";
import { meStore } from "../../state/meStore";
import { CommandButton } from "../ui/CommandButton";
import { showMoment } from "../ui/format";
import { Avatar } from "../ui/parts";
import { MentionField } from "./MentionField";

export function IssuePanel() {
  const state = useStore(issuesStore);
  const { issues, openId, draft, error, showResolved } = state;
  if (!state.assetId) return null;
  const open = issues?.find(({ id }) => id === openId);
  const count = issues?.filter(({ status }) => status === "open").length ?? 0;
  const resolved = (issues?.length ?? 0) - count;
  if (!draft && !open && !error && issues?.length === 0 && !state.placing) return null;
  return (
    <section className="issues" aria-label="Issues" data-testid="issues">
      <header className="side-head">
        <h2>
          Issues <span className="count">{count}</span>
        </h2>
        {resolved > 0 && (
          <button
            type="button"
            className="link small"
            aria-pressed={showResolved}
            onClick={() => issuesStore.setState({ showResolved: !showResolved })}
          >
            {showResolved ? "Hide resolved" : `${resolved} resolved`}
          </button>
        )}
        <CommandButton command="issue.pin" icon={MapPin} />
      </header>
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void loadIssues()}>
            Try again
          </button>
        </p>
      )}
      {draft ? (
        <MentionField
          key={`${draft.frameId} ${draft.at}`}
          name="What should be different"
          act="Pin"
          autoFocus
          onSend={sendIssue}
          onCancel={dropDraft}
        />
      ) : open ? (
        <Thread issue={open} />
      ) : (
        <ul className="issue-list">
          {shownIssues(state).map((issue) => (
            <IssueRow key={issue.id} issue={issue} number={(issues?.indexOf(issue) ?? 0) + 1} />
          ))}
        </ul>
      )}
    </section>
  );
}

function IssueRow({ issue, number }: { issue: Issue; number: number }) {
  const [first] = issue.comments;
  const answers = issue.comments.length - 1;
  return (
    <li>
      <button type="button" className={`issue-row ${issue.status}`} onClick={() => goToIssue(issue)}>
        <span className="issue-number">{number}</span>
        <span className="issue-words">{first?.withdrawn ? "withdrawn" : first?.text}</span>
        <span className="muted small">{answers > 0 ? answers : ""}</span>
      </button>
    </li>
  );
}

function Thread({ issue }: { issue: Issue }) {
  const me = useStore(meStore, (state) => state.user?.id);
  const isOpen = issue.status === "open";
  return (
    <div className="issue-thread">
      <div className="issue-acts">
        <button type="button" className="btn small" onClick={closeThread}>
          <ChevronLeft size={14} aria-hidden="true" /> All
        </button>
        <span className="spacer" />
        {me === issue.actor.id && mayEdit() && (
          <button
            type="button"
            className="icon-btn"
            aria-label="Take the issue away"
            data-tip="Take the issue away"
            onClick={() => void removeIssue(issue, true)}
          >
            <Trash2 size={15} aria-hidden="true" />
          </button>
        )}
        {mayEdit() && (
          <CommandButton
            command="issue.resolve"
            icon={isOpen ? Check : RotateCcw}
            label={isOpen ? "Resolve" : "Open again"}
            className="btn small"
          />
        )}
      </div>
      <ol className="issue-said">
        {issue.comments.map((said) => (
          <Said key={said.id} issue={issue} said={said} own={said.actor.id === me} />
        ))}
      </ol>
      {issue.resolved_by && <p className="muted small">Resolved by {issue.resolved_by.name}.</p>}
      {mayEdit() && (
        <MentionField key={issue.id} name="Answer" act="Answer" onSend={(text) => sendComment(issue, text)} />
      )}
    </div>
  );
}

function Said({ issue, said, own }: { issue: Issue; said: IssueComment; own: boolean }) {
  const first = issue.comments[0]?.id === said.id;
  return (
    <li>
      <div className="issue-who">
        <Avatar id={said.actor.id} name={said.actor.name} />
        <strong>{said.actor.name}</strong>
        <span className="muted small">{showMoment(said.at)}</span>
        <span className="spacer" />
        {own && !first && (
          <button
            type="button"
            className="icon-btn tiny"
            aria-label={said.withdrawn ? "Say it again" : "Withdraw"}
            data-tip={said.withdrawn ? "Say it again" : "Withdraw"}
            onClick={() => void withdrawComment(issue, said.id, !said.withdrawn)}
          >
            {said.withdrawn ? (
              <Undo2 size={13} aria-hidden="true" />
            ) : (
              <Trash2 size={13} aria-hidden="true" />
            )}
          </button>
        )}
      </div>
      <p className={said.withdrawn ? "muted" : undefined}>{said.withdrawn ? "withdrawn" : said.text}</p>
    </li>
  );
}
