/** Says aloud what is selected, once the selection rests. */
import { useEffect, useState } from "react";
import { describeSelection } from "../state/announce";
import { frameStore } from "../state/frameStore";
import { selectionStore } from "../state/selectionStore";

const REST_MS = 250;

export function Announcer() {
  const [words, setWords] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = selectionStore.subscribe((state, before) => {
      if (state.ids === before.ids) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const said = describeSelection(frameStore.openFrame(), state.ids);
        setWords(said || (before.ids.size > 0 ? "Nothing selected" : ""));
      }, REST_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  return (
    <span className="visually-hidden" aria-live="polite" data-testid="announcer">
      {words}
    </span>
  );
}
