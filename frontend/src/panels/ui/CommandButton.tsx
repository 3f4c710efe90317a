/** A button that runs a command of the registry and says its key in its tooltip. */
import type { LucideIcon } from "lucide-react";
import { commandById } from "../../state/commands";
import { showKey } from "../../state/keys";
import { useKeys } from "./useKeys";

interface Props {
  command: string;
  icon: LucideIcon;
  label?: string;
  pressed?: boolean;
  disabled?: boolean;
  className?: string;
}

export function CommandButton({ command, icon: Icon, label, pressed, disabled, className }: Props) {
  const found = commandById(command);
  const keys = useKeys(command);
  return (
    <button
      type="button"
      className={className ?? (label ? "btn" : "icon-btn")}
      aria-label={label ? undefined : found.title}
      aria-keyshortcuts={keys.map((key) => showKey(key).join("+")).join(" ") || undefined}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      disabled={disabled}
      data-tip={found.title}
      data-keys={keys.slice(0, 2).join(" ")}
      data-note={found.note}
      onClick={found.run}
    >
      <Icon size={17} aria-hidden="true" />
      {label && <span>{label}</span>}
    </button>
  );
}
