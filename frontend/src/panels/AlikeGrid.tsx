/** Look-alikes as pictures to choose from: by click, or by arrows and Space. */
import { Check } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Frame, Prediction } from "../contract/contract";
import type { LookAlike } from "../contract/similar";
import { shapeBounds } from "../model/geometry";
import { type Choice, cropAround, isChosen } from "../model/lookAlikes";
import { UNKNOWN_LABEL_COLOUR } from "../model/palette";
import { answerChosen, flipOne } from "../state/alikePanel";
import { projectStore } from "../state/projectStore";
import { FrameCrop } from "./FrameCrop";
import { showPercent } from "./ui/format";

interface CropProps {
  frame: Pick<Frame, "id" | "width" | "height" | "tiles">;
  said: Pick<Prediction, "label" | "shape">;
}

/** What a model said, with some of what surrounds it. */
export function AlikeCrop({ frame, said }: CropProps) {
  const colour = useStore(projectStore, (state) => state.colours.get(said.label)) ?? UNKNOWN_LABEL_COLOUR;
  const bounds = shapeBounds(said.shape) ?? { x: 0, y: 0, width: frame.width, height: frame.height };
  return (
    <FrameCrop
      frame={{ ...frame, image_url: `/api/frames/${frame.id}/image` }}
      view={cropAround(bounds, frame)}
      outlines={[{ shape: said.shape, part: "said", colour }]}
      name={said.label}
    />
  );
}

export function AlikeGrid({ similar, choice }: { similar: readonly LookAlike[]; choice: Choice }) {
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const current = Math.min(at, similar.length - 1);
  const optionAt = (place: number) => list.current?.children.item(place) as HTMLElement | null;

  // After the dialog has looked for a field of its own.
  useEffect(() => {
    const soon = requestAnimationFrame(() =>
      (list.current?.firstElementChild as HTMLElement | null)?.focus(),
    );
    return () => cancelAnimationFrame(soon);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const one = similar[current];
    const last = similar.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: Math.min(last, current + 1),
      ArrowLeft: Math.max(0, current - 1),
      ArrowDown: Math.min(last, current + columnsOf(list.current)),
      ArrowUp: Math.max(0, current - columnsOf(list.current)),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      setAt(target);
      optionAt(target)?.focus();
    } else if (event.key === " " && one) flipOne(one);
    else if (event.key === "Enter") void answerChosen();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={list}
      className="alike-grid"
      role="listbox"
      aria-multiselectable="true"
      aria-label="Look-alikes, the nearest first"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {similar.map((one, place) => {
        const { prediction, alike, frame_width: width, frame_height: height } = one;
        const chosen = isChosen(one, choice);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
          <div
            key={prediction.id}
            role="option"
            className="alike"
            aria-selected={chosen}
            aria-label={`${prediction.label}, ${showPercent(alike)} alike`}
            tabIndex={place === current ? 0 : -1}
            data-prediction={prediction.id}
            onClick={() => {
              setAt(place);
              flipOne(one);
            }}
            onFocus={() => setAt(place)}
          >
            <AlikeCrop
              frame={{ id: prediction.frame_id, width, height, tiles: one.tiles }}
              said={prediction}
            />
            <span className="alike-mark" aria-hidden="true">
              {chosen && <Check size={13} />}
            </span>
            <span className="alike-words">
              {showPercent(alike)} <span className="muted">alike</span>
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** How many stand beside each other now. */
function columnsOf(list: HTMLElement | null): number {
  const options = [...(list?.children ?? [])] as HTMLElement[];
  const below = options.findIndex((option) => option.offsetTop > (options[0]?.offsetTop ?? 0));
  return below < 0 ? options.length : below;
}
