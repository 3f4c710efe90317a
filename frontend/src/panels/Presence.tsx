/** The people who have this project open now; a click goes to the picture that somebody is on. */
import { useStore } from "zustand";
import type { Person } from "../contract/contract";
import { connectionStore } from "../state/connectionStore";
import { followPerson } from "../state/followPerson";
import { frameStore, meetingIn } from "../state/frameStore";
import { meStore } from "../state/meStore";
import { toastError } from "../state/toastStore";
import { Avatar } from "./ui/parts";

const MOST = 4;

export function Presence() {
  const people = useStore(connectionStore, (state) => state.people);
  const me = useStore(meStore, (state) => state.user?.id);
  const others = new Map(people.filter((person) => person.id !== me).map((person) => [person.id, person]));
  if (others.size === 0) return null;
  const shown = [...others.values()];
  return (
    <div className="presence" role="group" aria-label="Also here">
      {shown.slice(0, MOST).map((person) => (
        <One key={person.id} person={person} />
      ))}
      {shown.length > MOST && <span className="presence-more">+{shown.length - MOST}</span>}
    </div>
  );
}

function One({ person }: { person: Person }) {
  const openId = useStore(frameStore.store, meetingIn);
  const here = openId !== null && person.frame_id === openId;
  if (here || person.frame_id === null) {
    const tip = here ? `${person.name} is on this picture` : `${person.name} is in this project`;
    return (
      <span className={here ? "presence-one here" : "presence-one"}>
        <Avatar id={person.id} name={person.name} tip={tip} />
      </span>
    );
  }
  const tip = `${person.name} is on another picture. Click to go there.`;
  return (
    <button
      type="button"
      className="presence-one"
      aria-label={`Go to the picture ${person.name} is on`}
      onClick={() => followPerson(person).catch(toastError)}
    >
      <Avatar id={person.id} name={person.name} tip={tip} />
    </button>
  );
}
