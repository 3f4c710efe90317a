/** What is chosen in the list of pictures, and giving it to somebody. */
import { Send } from "lucide-react";
import { useStore } from "zustand";
import { chooseNone } from "../state/chosenPictures";
import { startHandOver, workStore } from "../state/myWork";

export function ChosenPictures() {
  const count = useStore(workStore, (state) => state.chosen.size);
  if (count === 0) return null;
  return (
    <div className="chosen-pictures" role="status">
      <strong>{count.toLocaleString("en")} chosen</strong>
      <button type="button" className="btn small primary" onClick={() => startHandOver(null)}>
        <Send size={14} aria-hidden="true" /> Give …
      </button>
      <button type="button" className="link" onClick={chooseNone}>
        None
      </button>
    </div>
  );
}
