/** Small pieces that every page uses: progress, chips, empty states, avatars, links. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { JobStatus, Verdict } from "../../contract/contract";
import { inkOn } from "../../model/palette";
import { personColour } from "../../model/personColours";
import { connectionStore } from "../../state/connectionStore";
import { navigate } from "../../state/routeStore";

export function ProgressBar({ fraction, name }: { fraction: number | null; name: string }) {
  const percent = fraction === null ? undefined : Math.round(fraction * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={name}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div
        className={fraction === null ? "progress-fill unknown" : "progress-fill"}
        style={{ width: `${percent ?? 35}%` }}
      />
    </div>
  );
}

export type Tone = "plain" | "good" | "warn" | "bad" | "live" | "ghost";

export function Chip({ tone = "plain", children, tip }: { tone?: Tone; children: ReactNode; tip?: string }) {
  return (
    <span className={`chip ${tone}`} data-tip={tip}>
      {children}
    </span>
  );
}

export const STATUS_TONE: Readonly<Record<JobStatus, Tone>> = {
  queued: "plain",
  running: "live",
  finished: "good",
  failed: "bad",
  cancelled: "plain",
  quarantined: "bad",
  blocked: "warn",
};

export const VERDICT_TONE: Readonly<Record<Verdict, Tone>> = {
  submitted: "live",
  skipped: "plain",
  approved: "good",
  returned: "warn",
};

export function StatusChip({ status }: { status: JobStatus }) {
  return <Chip tone={STATUS_TONE[status]}>{status === "quarantined" ? "set aside" : status}</Chip>;
}

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** An empty place that says why it is empty and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <div className="empty-icon">
        <Icon size={24} aria-hidden="true" />
      </div>
      <h2>{title}</h2>
      {children && <div className="empty-text">{children}</div>}
      {action}
    </div>
  );
}

export function Avatar({ id, name, tip }: { id: string; name: string; tip?: string }) {
  const fill = useStore(connectionStore, ({ seats }) => personColour(seats, id));
  return (
    <span
      className="avatar"
      style={{ background: fill, color: inkOn(fill) }}
      data-tip={tip ?? name}
      role="img"
      aria-label={tip ?? name}
    >
      {(name.trim()[0] ?? "?").toUpperCase()}
    </span>
  );
}

interface LinkProps {
  to: string;
  children: ReactNode;
  className?: string;
  current?: boolean;
  name?: string;
}

/** A link inside the application; with a modifier held it is an ordinary link. */
export function Link({ to, children, className, current, name }: LinkProps) {
  return (
    <a
      href={to}
      className={className}
      aria-label={name}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}

export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="mark">
      <rect x="4" y="4" width="15" height="15" rx="3" fill="none" stroke="currentColor" strokeWidth="2.4" />
      <rect
        x="12"
        y="12"
        width="16"
        height="16"
        rx="3"
        className="mark-ghost"
        strokeWidth="2.4"
        strokeDasharray="4 3"
      />
    </svg>
  );
}
