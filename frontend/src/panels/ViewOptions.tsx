/** The corner of the canvas where a person sets how they see pictures and objects. */
import { RotateCcw, SlidersHorizontal } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useStore } from "zustand";
import {
  COLOUR_BY,
  isAdjusted,
  type Measure,
  NAMES_SHOWN,
  PLAIN_VIEW,
  RANGES,
  type ViewSettings,
} from "../model/viewSettings";
import {
  changeView,
  resetAdjustments,
  resetView,
  showOptions,
  toggleView,
  viewStore,
} from "../state/viewStore";
import { CommandButton } from "./ui/CommandButton";
import { useKeys } from "./ui/useKeys";

export function ViewOptions() {
  const open = useStore(viewStore, (state) => state.optionsOpen);
  const changed = useStore(viewStore, (state) => isAdjusted(state.settings));
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) showOptions(false);
    };
    addEventListener("pointerdown", away, true);
    box.current?.querySelector<HTMLElement>(".view-options input")?.focus();
    return () => removeEventListener("pointerdown", away, true);
  }, [open]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what is inside
    <div
      ref={box}
      className={changed ? "view-corner changed" : "view-corner"}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        showOptions(false);
        box.current?.querySelector("button")?.focus();
      }}
    >
      <CommandButton command="view.options" icon={SlidersHorizontal} pressed={open} />
      {open && <Panel />}
    </div>
  );
}

function Panel() {
  const settings = useStore(viewStore, (state) => state.settings);
  return (
    <section className="view-options" aria-label="View options">
      <h2>
        Picture
        <button
          type="button"
          className="link small"
          disabled={!isAdjusted(settings)}
          data-tip="Show the picture as it is"
          data-keys={useKeys("view.asItIs")[0] ?? ""}
          onClick={resetAdjustments}
        >
          As it is
        </button>
      </h2>
      <Slider
        name="brightness"
        title="Brightness"
        settings={settings}
        keys={["view.darker", "view.brighter"]}
      />
      <Slider
        name="contrast"
        title="Contrast"
        settings={settings}
        keys={["view.contrastLess", "view.contrastMore"]}
      />
      <Slider name="gamma" title="Gamma" settings={settings} keys={["view.gammaLess", "view.gammaMore"]} />
      <h2>Objects</h2>
      <Choice
        title="Colour by"
        choices={COLOUR_BY}
        value={settings.colourBy}
        onChoose={(colourBy) => changeView({ colourBy })}
      />
      <Choice
        title="Names"
        choices={NAMES_SHOWN}
        value={settings.names}
        words={{ hover: "on hover" }}
        onChoose={(names) => changeView({ names })}
      />
      <Slider name="fillOpacity" title="Fill" settings={settings} keys={[]} />
      <Check name="follow" settings={settings}>
        Zoom along from object to object
      </Check>
      <h2>Guides</h2>
      <Check name="crosshair" settings={settings}>
        Crosshair while drawing
      </Check>
      <Check name="pixelGrid" settings={settings}>
        Lines between pixels, from 800 % on
      </Check>
      <Check name="minimap" settings={settings}>
        Overview map when zoomed in
      </Check>
      <label className="view-line">
        <span>Grid every</span>
        <input
          type="number"
          min={0}
          max={RANGES.gridStep.high}
          step={1}
          value={settings.gridStep}
          aria-label="Grid every so many pixels, 0 for none"
          onChange={(event) => changeView({ gridStep: Number(event.target.value) })}
        />
        <span>px</span>
      </label>
      <button
        type="button"
        className="btn small"
        disabled={JSON.stringify(settings) === JSON.stringify(PLAIN_VIEW)}
        onClick={resetView}
      >
        <RotateCcw size={13} aria-hidden="true" /> Reset all
      </button>
    </section>
  );
}

interface SliderProps {
  name: Exclude<Measure, "gridStep">;
  title: string;
  settings: ViewSettings;
  /** Commands that move it. */
  keys: readonly string[];
}

function Slider({ name, title, settings, keys }: SliderProps) {
  const { low, high, step } = RANGES[name];
  const value = settings[name];
  const first = useKeys(keys[0] ?? "view.options")[0];
  const second = useKeys(keys[1] ?? "view.options")[0];
  return (
    <label className="view-line">
      <span>{title}</span>
      <input
        type="range"
        min={low}
        max={high}
        step={step / 2}
        value={value}
        data-tip={title}
        data-keys={keys.length > 0 ? [first, second].filter(Boolean).join(" ") : ""}
        style={{ "--at": `${((value - low) / (high - low)) * 100}%` } as React.CSSProperties}
        onChange={(event) => changeView({ [name]: Number(event.target.value) })}
      />
      <output>{name === "fillOpacity" ? `${Math.round(value * 100)}%` : value.toFixed(2)}</output>
    </label>
  );
}

interface ChoiceProps<T extends string> {
  title: string;
  choices: readonly T[];
  value: T;
  words?: Partial<Record<T, string>>;
  onChoose: (choice: T) => void;
}

function Choice<T extends string>({ title, choices, value, words, onChoose }: ChoiceProps<T>) {
  return (
    <div className="view-line">
      <span>{title}</span>
      <div className="segments" role="group" aria-label={title}>
        {choices.map((choice) => (
          <button type="button" key={choice} aria-pressed={choice === value} onClick={() => onChoose(choice)}>
            {words?.[choice] ?? choice}
          </button>
        ))}
      </div>
    </div>
  );
}

interface CheckProps {
  name: "pixelGrid" | "crosshair" | "minimap" | "follow";
  settings: ViewSettings;
  children: ReactNode;
}

function Check({ name, settings, children }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={settings[name]} onChange={() => toggleView(name)} />
      {children}
    </label>
  );
}
