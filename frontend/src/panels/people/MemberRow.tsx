/** One person of a project: their role, and for managers how to change it or take them out. */
import { LogOut, UserMinus } from "lucide-react";
import { useStore } from "zustand";
import type { Member, Role } from "../../contract/contract";
import { ROLES } from "../../model/people/words";
import { meStore } from "../../state/meStore";
import { giveRole, takeOut } from "../../state/people";
import { navigate } from "../../state/routeStore";
import { ConfirmButton } from "../ui/ConfirmButton";
import { showDate, showMoment } from "../ui/format";
import { Avatar, Chip } from "../ui/parts";

export function MemberRow({ member, manages }: { member: Member; manages: boolean }) {
  const own = useStore(meStore, ({ user }) => user?.id === member.user_id);
  const leave = async () => {
    if ((await takeOut(member)) && own) navigate("/");
  };
  return (
    <li data-testid="member">
      <Avatar id={member.user_id} name={member.name} />
      <span className="people-who">
        <span>
          {member.name} {own && <Chip>you</Chip>}{" "}
          {member.away_until && <Chip tone="warn">away until {member.away_until}</Chip>}
        </span>
        <span className="muted small">
          joined {showDate(member.joined_at)}
          {member.seen_at ? ` · signed in ${showMoment(member.seen_at)}` : " · has not signed in yet"}
        </span>
      </span>
      {manages ? (
        <select
          aria-label={`Role of ${member.name}`}
          value={member.role}
          onChange={(event) => void giveRole(member, event.target.value as Role)}
        >
          {ROLES.map((item) => (
            <option key={item.role} value={item.role}>
              {item.role}: {item.means}
            </option>
          ))}
        </select>
      ) : (
        <span className="muted">{member.role}</span>
      )}
      {(manages || own) && (
        <ConfirmButton
          asks
          question={own ? "Leave the project" : "Take out"}
          name={own ? "Leave the project" : `Take ${member.name} out of the project`}
          questionName={own ? "Yes, leave the project" : `Yes, take ${member.name} out`}
          tip={
            own
              ? "Leave the project; what you have in hand goes to the others"
              : "Take out of the project; what they have in hand goes to the others"
          }
          className="icon-btn"
          onConfirm={() => void leave()}
        >
          {own ? <LogOut size={15} aria-hidden="true" /> : <UserMinus size={15} aria-hidden="true" />}
        </ConfirmButton>
      )}
    </li>
  );
}
