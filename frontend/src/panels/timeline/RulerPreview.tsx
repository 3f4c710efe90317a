/** What a person would see at the place of the ruler under the pointer: a small picture, its time and number. */
import { createPortal } from "react-dom";
import type { VideoFacts } from "../../contract/video";
import { type FrameTimes, showSeconds } from "../../model/video/frameTimes";
import { spriteTile } from "../../model/video/spriteTile";

const WIDTH = 168;
const EDGE = 8;

interface Props {
  /** The timeline, above which it stands. */
  readonly box: HTMLElement;
  readonly facts: VideoFacts;
  readonly times: FrameTimes;
  readonly frame: number;
  readonly x: number;
}

export function RulerPreview({ box, facts, times, frame, x }: Props) {
  const { sprite } = facts;
  const place = box.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(innerWidth - WIDTH - EDGE, place.left + x - WIDTH / 2));
  const tile = sprite && spriteTile(sprite, frame, WIDTH);
  const about = facts.predicted.find(([index]) => index === frame)?.[1];
  // The timeline clips what is above it.
  return createPortal(
    <div
      className="ruler-preview"
      style={{ left, bottom: innerHeight - place.top + EDGE, width: WIDTH }}
      aria-hidden="true"
      data-testid="ruler-preview"
    >
      {sprite && tile && (
        <div
          className="ruler-picture"
          style={{
            height: tile.height,
            backgroundImage: `url("${sprite.url}")`,
            backgroundPosition: `${-tile.x}px ${-tile.y}px`,
            backgroundSize: `${tile.sheetWidth}px auto`,
          }}
        />
      )}
      <p>
        <b>{showSeconds(times.at(frame))}</b>
        <span>{frame.toLocaleString("en")}</span>
        {about !== undefined && <span>{about === 1 ? "1 ghost" : `${about} ghosts`}</span>}
      </p>
    </div>,
    document.body,
  );
}
