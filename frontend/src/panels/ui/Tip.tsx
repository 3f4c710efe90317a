/** One tooltip for the whole page: any element with `data-tip` gets it, with its keys beside the words. */
import { Fragment, useEffect, useState } from "react";
import { showKey } from "../../state/keys";

interface Shown {
  text: string;
  keys: string[];
  note: string;
  x: number;
  y: number;
  below: boolean;
}

const EDGE = 8;
const DELAY_MS = 350;

export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let owner: HTMLElement | null = null;
    const hide = () => {
      clearTimeout(timer);
      owner = null;
      setShown(null);
    };
    const show = (element: HTMLElement, wait: number) => {
      if (element === owner) return;
      clearTimeout(timer);
      owner = element;
      timer = setTimeout(() => {
        if (!element.isConnected) return hide();
        const place = element.getBoundingClientRect();
        const below = place.top < 120;
        const x = Math.max(110, Math.min(innerWidth - 110, place.left + place.width / 2));
        const keys = (element.dataset["keys"] ?? "").split(" ").filter(Boolean);
        setShown({
          text: element.dataset["tip"] ?? "",
          note: element.dataset["note"] ?? "",
          keys,
          x,
          y: below ? place.bottom + 8 : place.top - 8,
          below,
        });
      }, wait);
    };
    const target = (event: Event) =>
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
    const over = (event: Event) => {
      const element = target(event);
      if (element) show(element, DELAY_MS);
      else hide();
    };
    const focus = (event: Event) => {
      const element = target(event);
      if (element?.matches(":focus-visible, :has(:focus-visible)")) show(element, 120);
    };
    addEventListener("pointerover", over);
    addEventListener("focusin", focus);
    addEventListener("focusout", hide);
    addEventListener("pointerdown", hide);
    addEventListener("scroll", hide, true);
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerover", over);
      removeEventListener("focusin", focus);
      removeEventListener("focusout", hide);
      removeEventListener("pointerdown", hide);
      removeEventListener("scroll", hide, true);
    };
  }, []);

  if (!shown?.text) return null;
  return (
    <div
      ref={(tip) => {
        if (tip) keepInside(tip);
      }}
      className={`tooltip ${shown.below ? "below" : "above"}`}
      style={{ left: shown.x, top: shown.y }}
      role="tooltip"
    >
      <span className="tooltip-line">
        {shown.text}
        {shown.keys.map((key) => (
          <Keys key={key} name={key} />
        ))}
      </span>
      {shown.note && <span className="tooltip-note">{shown.note}</span>}
    </div>
  );
}

/** Near an edge the tip stands beside the middle of what it is about rather than beyond the page. */
function keepInside(tip: HTMLElement): void {
  const half = tip.offsetWidth / 2 + EDGE;
  const middle = Number.parseFloat(tip.style.left);
  tip.style.left = `${Math.max(half, Math.min(innerWidth - half, middle))}px`;
}

/** A key combination as small caps. */
export function Keys({ name }: { name: string }) {
  return (
    <span className="keys">
      {showKey(name).map((part) => (
        <Fragment key={part}>
          <kbd>{part}</kbd>{" "}
        </Fragment>
      ))}
    </span>
  );
}
