/** Under the canvas of a video: player, where one is, and the lanes of its tracks. */
import {
  ChevronFirst,
  ChevronLast,
  CircleSlash2,
  CopyPlus,
  DiamondMinus,
  FastForward,
  LoaderCircle,
  Merge,
  Pause,
  Play,
  Repeat,
  Rewind,
  Scissors,
  SkipBack,
  SkipForward,
  Spline,
  StepBack,
  StepForward,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { VideoFacts } from "../../contract/video";
import { type FrameTimes, readPlace, showSeconds } from "../../model/video/frameTimes";
import { mayEdit } from "../../state/editor";
import { seek } from "../../state/playback";
import { selectionStore } from "../../state/selectionStore";
import { selectedTracks } from "../../state/trackCommands";
import { drawStore } from "../../state/tracks";
import { videoStore } from "../../state/videoStore";
import { CommandButton } from "../ui/CommandButton";
import { Lanes } from "./Lanes";
import { PropagationBar } from "./PropagationBar";

export function Timeline() {
  const facts = useStore(videoStore, (state) => state.facts);
  const times = useStore(videoStore, (state) => state.times);
  if (!facts || !times) return null;
  return (
    <section className="timeline" aria-label="Timeline">
      <Player facts={facts} times={times} />
      <PropagationBar />
      <Lanes facts={facts} times={times} />
    </section>
  );
}

function Player({ facts, times }: { facts: VideoFacts; times: FrameTimes }) {
  const playing = useStore(videoStore, (state) => state.playing);
  const waiting = useStore(videoStore, (state) => state.waiting);
  const speed = useStore(videoStore, (state) => state.speed);
  const loop = useStore(videoStore, (state) => state.loop);
  const index = useStore(videoStore, (state) => state.index);
  const asTracks = useStore(drawStore, (state) => state.asTracks);
  useStore(selectionStore, (state) => state.ids);
  const tracks = selectedTracks().length;
  const fixed = !mayEdit() || tracks === 0;
  const left = facts.keys.length - facts.extracted;
  return (
    <div className="player" role="toolbar" aria-label="Player">
      <CommandButton command="video.first" icon={ChevronFirst} />
      <CommandButton command="video.previous" icon={StepBack} />
      <CommandButton command="video.play" icon={playing ? Pause : Play} pressed={playing} />
      <CommandButton command="video.next" icon={StepForward} />
      <CommandButton command="video.last" icon={ChevronLast} />
      <CommandButton command="video.loop" icon={Repeat} pressed={loop} />
      <Place times={times} index={index} />
      <span className="muted player-time" data-testid="video-time">
        {showSeconds(times.at(index))} / {showSeconds(times.duration)}
      </span>
      {speed !== 1 && <span className="chip plain">{speed}×</span>}
      {waiting && <LoaderCircle size={14} className="spin" aria-label="Waiting for pixels" />}
      {left > 0 && (
        <span className="muted small" role="status" data-testid="extraction">
          {facts.extracted} of {facts.keys.length} key frames read
        </span>
      )}
      <span className="spacer" />
      <CommandButton command="video.previousKeyframe" icon={SkipBack} />
      <CommandButton command="video.nextKeyframe" icon={SkipForward} />
      <i className="player-gap" aria-hidden="true" />
      <CommandButton command="track.outside" icon={CircleSlash2} disabled={fixed} />
      <CommandButton command="track.copy" icon={CopyPlus} disabled={fixed} />
      <CommandButton command="track.backward" icon={Rewind} disabled={fixed || tracks > 1} />
      <CommandButton command="track.forward" icon={FastForward} disabled={fixed || tracks > 1} />
      <i className="player-gap" aria-hidden="true" />
      <CommandButton command="track.split" icon={Scissors} disabled={fixed} />
      <CommandButton command="track.merge" icon={Merge} disabled={fixed || tracks < 2} />
      <CommandButton command="track.dropKeyframe" icon={DiamondMinus} disabled={fixed} />
      <CommandButton
        command="track.mode"
        icon={Spline}
        label={asTracks ? "Tracks" : "Frame only"}
        className="btn small"
        pressed={asTracks}
        disabled={!mayEdit()}
      />
    </div>
  );
}

/** The number of the frame; another one, or a time, typed here leads there. */
function Place({ times, index }: { times: FrameTimes; index: number }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another frame ends what was typed
  useEffect(() => setTyped(null), [index]);
  const go = (field: HTMLInputElement) => {
    const found = readPlace(field.value, times);
    setWrong(found === null);
    if (found === null) return;
    setTyped(null);
    seek(found);
    field.blur();
  };
  return (
    <input
      className="player-place"
      data-goto
      data-testid="video-frame"
      aria-label="Frame; type another one, or a time such as 1:23.5"
      aria-invalid={wrong}
      data-tip="Go to a frame or time"
      data-note="120, 1:23.5, 12s or 50%"
      value={typed ?? String(index)}
      onChange={(event) => setTyped(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => {
        setTyped(null);
        setWrong(false);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") go(event.currentTarget);
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
