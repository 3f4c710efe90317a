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
  /** Why the command does nothing now; the button stays in reach, so that the reason can be read. */
  unavailable?: string;
  /** Says more than the command's own note, about what is open now. */
  note?: string | null;
  /** Show the first key on the button itself. */
  keyShown?: boolean;
  className?: string;
}

export function CommandButton(props: Props) {
  const { command, icon: Icon, label, pressed, disabled, unavailable, note, keyShown, className } = props;
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
      aria-disabled={unavailable ? true : undefined}
      data-tip={found.title}
      data-keys={keys.slice(0, 2).join(" ")}
      data-note={unavailable ?? note ?? found.note}
      onClick={found.run}
    >
      <Icon size={17} aria-hidden="true" />
      {label && <span>{label}</span>}
      {keyShown && keys[0] && (
        // Drawn by the style sheet: the button is named by its command, not by its key.
        <i className="button-key" data-key={showKey(keys[0]).join("").replace("Shift", "⇧")} />
      )}
    </button>
  );
}
