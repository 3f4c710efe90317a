/** A button of a suspect: does to that one what its command does to the one that the keyboard is at. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { commandById } from "../../state/commands";
import { showKey } from "../../state/keys";
import { useKeys } from "../ui/useKeys";

interface Props {
  command: string;
  icon: LucideIcon;
  primary?: boolean;
  onClick: () => void;
  children: ReactNode;
}

export function CheckButton({ command, icon: Icon, primary = false, onClick, children }: Props) {
  const found = commandById(command);
  const keys = useKeys(command);
  return (
    <button
      type="button"
      className={primary ? "btn small primary" : "btn small"}
      data-tip={found.title}
      data-note={found.note}
      data-keys={keys.slice(0, 1).join(" ")}
      onClick={onClick}
    >
      <Icon size={14} aria-hidden="true" />
      <span>{children}</span>
      {keys[0] && <i className="button-key" aria-hidden="true" data-key={showKey(keys[0]).join("")} />}
    </button>
  );
}
