/** What the open frame shows, for panels: while a video plays they follow a few times a second, the canvas at once. */
import { useEffect, useState } from "react";
import type { FrameState } from "../../model/frameState";
import { frameStore } from "../../state/frameStore";
import { videoStore } from "../../state/videoStore";

const WHILE_PLAYING_MS = 250;

export function useOpenFrame(): FrameState | null {
  const [shown, setShown] = useState(frameStore.openFrame);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = () => {
      if (timer) clearTimeout(timer);
      timer = null;
      setShown(frameStore.openFrame());
    };
    const follow = () => {
      if (!videoStore.getState().playing) show();
      else timer ??= setTimeout(show, WHILE_PLAYING_MS);
    };
    show();
    const stops = [
      frameStore.store.subscribe((state, before) => {
        if (state.open !== before.open) follow();
      }),
      videoStore.subscribe((state, before) => {
        if (state.playing !== before.playing) show();
      }),
    ];
    return () => {
      if (timer) clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, []);
  return shown;
}
