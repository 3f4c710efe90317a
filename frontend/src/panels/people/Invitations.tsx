/** Open invitations: whom, as what, how long they last; a new link, or taking one back. */
import { Copy, RefreshCw, X } from "lucide-react";
import { useStore } from "zustand";
import type { Invitation, Invited } from "../../contract/people";
import { tellMailed } from "../../model/people/words";
import { loadMoreInvitations, peoplePageStore, sendAgain, takeBack } from "../../state/people";
import { toast } from "../../state/toastStore";
import { showDate } from "../ui/format";
import { Chip } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

export function Invitations() {
  const { invitations, moreInvitations, links } = useStore(peoplePageStore);
  if (invitations.length === 0) return null;
  return (
    <section className="card settings-card" aria-labelledby="invitations-title">
      <h2 id="invitations-title">Invited</h2>
      <ul className="people-list">
        {invitations.map((one) => (
          <InvitationRow key={one.id} invitation={one} made={links.get(one.id) ?? null} />
        ))}
      </ul>
      <ShowMore of="invitations" shown={moreInvitations !== null} onMore={() => void loadMoreInvitations()} />
    </section>
  );
}

function InvitationRow({ invitation, made }: { invitation: Invitation; made: Invited | null }) {
  const { email, role, expired, expires_at: until, invited_by: by } = invitation;
  return (
    <li data-testid="invitation">
      <span className="people-who">
        <span className="clip">{email}</span>
        <span className="muted small">
          {role}, invited by {by.name} · {expired ? "expired" : "until"} {showDate(until)}
        </span>
      </span>
      {expired && <Chip tone="warn">expired</Chip>}
      <button
        type="button"
        className="icon-btn"
        aria-label={`A new link for ${email}`}
        data-tip="A new link; the old one opens nothing then"
        onClick={() => void sendAgain(invitation)}
      >
        <RefreshCw size={15} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="icon-btn"
        aria-label={`Take the invitation of ${email} back`}
        data-tip="Take it back: the link opens nothing then"
        onClick={() => void takeBack(invitation)}
      >
        <X size={15} aria-hidden="true" />
      </button>
      {made?.link && <NewLink link={made.link} email={email} note={tellMailed(made.mailed)} />}
    </li>
  );
}

function NewLink({ link, email, note }: { link: string; email: string; note: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      toast("The link is copied.", "good");
    } catch {
      toast("The browser does not allow copying here. Select the link and copy it.", "bad");
    }
  };
  return (
    <div className="new-link">
      <input
        readOnly
        value={link}
        aria-label={`Link for ${email}`}
        onFocus={(event) => event.target.select()}
      />
      <button type="button" className="btn small" onClick={() => void copy()}>
        <Copy size={14} aria-hidden="true" /> Copy
      </button>
      <p className="hint">{note}</p>
    </div>
  );
}
