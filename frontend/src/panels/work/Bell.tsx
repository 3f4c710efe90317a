/** The bell: what this person was told, unread first, and the way to each place. */
import { Bell as BellIcon, BellRing, Check, CheckCheck, Circle, Inbox } from "lucide-react";
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Notification } from "../../contract/work";
import { tellNotification } from "../../model/work/words";
import {
  bellStore,
  loadBell,
  loadMoreBell,
  mark,
  openPlace,
  showOnlyUnread,
  toggleBell,
} from "../../state/bell";
import { CommandButton } from "../ui/CommandButton";
import { showMoment } from "../ui/format";
import { Avatar, EmptyState } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

export function Bell() {
  const unread = useStore(bellStore, (state) => state.unread);
  const open = useStore(bellStore, (state) => state.open);
  const shown = unread > 99 ? "99+" : String(unread);
  return (
    <div className="bell">
      <CommandButton
        command="go.bell"
        icon={unread > 0 ? BellRing : BellIcon}
        note={unread > 0 ? `${shown} unread` : "Nothing unread"}
      />
      {unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {shown}
        </span>
      )}
      <span className="visually-hidden" role="status">
        {unread > 0 ? `${shown} unread notifications` : ""}
      </span>
      {open && <BellList />}
    </div>
  );
}

function BellList() {
  const { items, next, busy, error, onlyUnread, unread } = useStore(bellStore);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    const away = (event: Event) => {
      if (event.target instanceof Element && !event.target.closest(".bell")) toggleBell(false);
    };
    addEventListener("pointerdown", away);
    return () => {
      removeEventListener("pointerdown", away);
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, []);
  return (
    <div
      ref={panel}
      className="bell-panel"
      role="dialog"
      aria-label="What you were told"
      tabIndex={-1}
      onKeyDown={(event) => {
        const rows = [...(panel.current?.querySelectorAll<HTMLElement>(".bell-open") ?? [])];
        const at = rows.indexOf(document.activeElement as HTMLElement);
        if (event.key === "Escape") toggleBell(false);
        else if (event.key === "ArrowDown") rows[Math.min(at + 1, rows.length - 1)]?.focus();
        else if (event.key === "ArrowUp") rows[Math.max(at - 1, 0)]?.focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <header className="bell-head">
        <h2>What you were told</h2>
        <button
          type="button"
          className="btn small"
          aria-pressed={onlyUnread}
          onClick={() => showOnlyUnread(!onlyUnread)}
        >
          Unread
        </button>
        <button
          type="button"
          className="btn small"
          aria-disabled={unread === 0}
          onClick={() => unread > 0 && void mark(null, true)}
        >
          <CheckCheck size={14} aria-hidden="true" /> All read
        </button>
      </header>
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void loadBell()}>
            Try again
          </button>
        </p>
      )}
      {items === null && !error && <p className="muted bell-wait">Reading …</p>}
      {items?.length === 0 && (
        <EmptyState icon={Inbox} title={onlyUnread ? "Nothing unread" : "Nothing yet"}>
          <p>What comes back to you, who names you, and what you are given is told here.</p>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <ul className="bell-list">
          {items.map((told) => (
            <BellRow key={told.id} told={told} />
          ))}
        </ul>
      )}
      <ShowMore of="notifications" shown={next !== null} busy={busy} onMore={() => void loadMoreBell()} />
    </div>
  );
}

function BellRow({ told }: { told: Notification }) {
  return (
    <li className={told.read ? "bell-row" : "bell-row unread"}>
      <button type="button" className="bell-open" onClick={() => openPlace(told)}>
        <Avatar id={told.actor.id} name={told.actor.name} />
        <span className="bell-words">
          <span>{tellNotification(told)}</span>
          {told.text && <span className="muted small clip">{told.text}</span>}
        </span>
        <span className="muted small nowrap">{showMoment(told.at)}</span>
      </button>
      <button
        type="button"
        className="icon-btn tiny"
        aria-label={told.read ? "Mark as unread" : "Mark as read"}
        data-tip={told.read ? "Mark as unread" : "Mark as read"}
        onClick={() => void mark([told.id], !told.read)}
      >
        {told.read ? <Circle size={13} aria-hidden="true" /> : <Check size={13} aria-hidden="true" />}
      </button>
    </li>
  );
}
