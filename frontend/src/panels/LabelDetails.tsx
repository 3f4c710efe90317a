/** What one label asks of its objects: the suggested tool, its attributes, its skeleton. */
import { Plus, X } from "lucide-react";
import type { Attribute, AttributeType, AttributeValue, Label, SuggestedShape } from "../contract/contract";
import { plainAttribute } from "../model/labels";
import { SkeletonEditor } from "./SkeletonEditor";

const SHAPES: readonly { shape: SuggestedShape; title: string }[] = [
  { shape: "any", title: "whichever tool is in the hand" },
  { shape: "box", title: "box" },
  { shape: "polygon", title: "polygon" },
  { shape: "polyline", title: "polyline" },
  { shape: "points", title: "points" },
  { shape: "ellipse", title: "ellipse" },
  { shape: "skeleton", title: "skeleton" },
  { shape: "mask", title: "mask" },
  { shape: "tag", title: "tag of the whole picture" },
];
const MAY_CHANGE = "In a video, its answer may change from keyframe to keyframe";
const TYPES: readonly { type: AttributeType; title: string }[] = [
  { type: "select", title: "one of a list" },
  { type: "number", title: "number" },
  { type: "text", title: "text" },
  { type: "checkbox", title: "yes or no" },
];

export function LabelDetails({
  label,
  onChange,
}: {
  label: Label;
  onChange: (fields: Partial<Label>) => void;
}) {
  const { attributes } = label;
  const change = (index: number, fields: Partial<Attribute>) =>
    onChange({ attributes: attributes.map((asked, at) => (at === index ? { ...asked, ...fields } : asked)) });
  return (
    <div className="label-more" role="group" aria-label={`What ${label.name} asks for`}>
      <label className="row">
        <span className="muted small">Drawn with</span>
        <select
          value={label.shape}
          aria-label={`Tool for ${label.name}`}
          onChange={(event) => onChange({ shape: event.target.value as SuggestedShape })}
        >
          {SHAPES.map(({ shape, title }) => (
            <option key={shape} value={shape}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <h4>Attributes</h4>
      {attributes.map((asked, index) => (
        <AskedRow
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited, the place is what stays
          key={index}
          asked={asked}
          number={index + 1}
          onChange={(fields) => change(index, fields)}
          onRemove={() => onChange({ attributes: attributes.toSpliced(index, 1) })}
        />
      ))}
      <button
        type="button"
        className="btn small"
        onClick={() => onChange({ attributes: [...attributes, plainAttribute("")] })}
      >
        <Plus size={14} aria-hidden="true" />
        <span>Add an attribute</span>
      </button>
      <h4>Skeleton</h4>
      <SkeletonEditor template={label.skeleton} onChange={(skeleton) => onChange({ skeleton })} />
    </div>
  );
}

interface RowProps {
  asked: Attribute;
  number: number;
  onChange: (fields: Partial<Attribute>) => void;
  onRemove: () => void;
}

function AskedRow({ asked, number, onChange, onRemove }: RowProps) {
  const retype = (type: AttributeType) =>
    onChange({ ...plainAttribute(asked.name), type, required: asked.required, mutable: asked.mutable });
  return (
    <div className="asked-row">
      <div className="row">
        <input
          className="wide"
          value={asked.name}
          required
          maxLength={100}
          placeholder="Name"
          aria-label={`Name of attribute ${number}`}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <select
          value={asked.type}
          aria-label={`Kind of attribute ${number}`}
          onChange={(event) => retype(event.target.value as AttributeType)}
        >
          {TYPES.map(({ type, title }) => (
            <option key={type} value={type}>
              {title}
            </option>
          ))}
        </select>
        <label className="check">
          <input
            type="checkbox"
            checked={asked.required}
            onChange={(event) => onChange({ required: event.target.checked })}
          />
          required
        </label>
        <label className="check" data-tip={MAY_CHANGE}>
          <input
            type="checkbox"
            checked={asked.mutable}
            aria-description={MAY_CHANGE}
            onChange={(event) => onChange({ mutable: event.target.checked })}
          />
          may change
        </label>
        <button
          type="button"
          className="icon-btn tiny"
          aria-label={`Remove attribute ${asked.name || number}`}
          onClick={onRemove}
        >
          <X size={14} aria-hidden="true" />
        </button>
      </div>
      <div className="row">
        {asked.type === "select" && <Values asked={asked} number={number} onChange={onChange} />}
        {asked.type === "number" &&
          (["min", "max", "step"] as const).map((limit) => (
            <NumberInput
              key={limit}
              name={{ min: "At least", max: "At most", step: "Steps of" }[limit]}
              number={number}
              value={asked[limit]}
              onChange={(value) => onChange({ [limit]: value })}
            />
          ))}
        <Default asked={asked} number={number} onChange={(value) => onChange({ default: value })} />
      </div>
    </div>
  );
}

/** The values as one line of text; what is typed stays as typed until the field is left. */
function Values({ asked, number, onChange }: Omit<RowProps, "onRemove">) {
  const read = (text: string) => [
    ...new Set(
      text
        .split(/[,;\n\t]+/)
        .map((value) => value.trim())
        .filter(Boolean),
    ),
  ];
  return (
    <input
      key={asked.values.join("\n")}
      className="wide"
      defaultValue={asked.values.join(", ")}
      placeholder="front, side, back"
      aria-label={`Values of attribute ${number}`}
      onBlur={(event) => {
        const values = read(event.target.value);
        const kept = typeof asked.default === "string" && values.includes(asked.default);
        onChange({ values, default: kept ? asked.default : null });
      }}
    />
  );
}

function NumberInput({
  name,
  number,
  value,
  onChange,
}: {
  name: string;
  number: number;
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  return (
    <input
      type="number"
      step="any"
      className="narrow"
      placeholder={name}
      aria-label={`${name}, attribute ${number}`}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.valueAsNumber)}
    />
  );
}

interface DefaultProps {
  asked: Attribute;
  number: number;
  onChange: (value: AttributeValue | null) => void;
}

function Default({ asked, number, onChange }: DefaultProps) {
  const name = `At first, attribute ${number}`;
  if (asked.type === "number")
    return (
      <NumberInput
        name="At first"
        number={number}
        value={typeof asked.default === "number" ? asked.default : null}
        onChange={onChange}
      />
    );
  if (asked.type === "text")
    return (
      <input
        className="wide"
        placeholder="At first: nothing"
        aria-label={name}
        maxLength={1000}
        value={typeof asked.default === "string" ? asked.default : ""}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      />
    );
  const choices = asked.type === "select" ? asked.values : ["yes", "no"];
  const shown = typeof asked.default === "boolean" ? (asked.default ? "yes" : "no") : (asked.default ?? "");
  return (
    <select
      value={String(shown)}
      aria-label={name}
      onChange={({ target: { value } }) =>
        onChange(value === "" ? null : asked.type === "checkbox" ? value === "yes" : value)
      }
    >
      <option value="">at first: nothing</option>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          at first: {choice}
        </option>
      ))}
    </select>
  );
}
