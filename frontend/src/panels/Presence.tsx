/** The people who have this project open now. */
import { useStore } from "zustand";
import { connectionStore } from "../state/connectionStore";
import { frameStore } from "../state/frameStore";
import { meStore } from "../state/meStore";
import { Avatar } from "./ui/parts";

const MOST = 4;

export function Presence() {
  const people = useStore(connectionStore, (state) => state.people);
  const openId = useStore(frameStore.store, (state) => state.openId);
  const me = useStore(meStore, (state) => state.user?.id);
  const others = new Map(people.filter((person) => person.id !== me).map((person) => [person.id, person]));
  if (others.size === 0) return null;
  const shown = [...others.values()];
  return (
    <div className="presence" role="group" aria-label="Also here">
      {shown.slice(0, MOST).map((person) => {
        const here = openId !== null && person.frame_id === openId;
        return (
          <span key={person.id} className={here ? "presence-one here" : "presence-one"}>
            <Avatar
              id={person.id}
              name={person.name}
              tip={here ? `${person.name} is on this picture` : `${person.name} is in this project`}
            />
          </span>
        );
      })}
      {shown.length > MOST && <span className="presence-more">+{shown.length - MOST}</span>}
    </div>
  );
}
