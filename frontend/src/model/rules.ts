/** Rules that a project sets for its objects, judged as the server judges them. */
import type { LabelRule, RulesPolicy } from "../contract/policies";
import type { Shape } from "../contract/shapes";
import { type Bounds, shapeBounds } from "./geometry";

export interface Judged {
  readonly id: string;
  readonly label: string;
  readonly shape: Shape;
}

export type BrokenRule = "width" | "height" | "area" | "aspect" | "overlap" | "outside" | "count";

/** A rule that is broken: by one object, or by the picture where there are too few or too many. */
export interface Breach {
  readonly object_id: string | null;
  readonly label: string;
  readonly rule: BrokenRule;
  readonly message: string;
}

/** Pixels by which an object may reach beyond the picture: a rounding. */
const BEYOND = 0.5;
const SLACK = 1e-9;

/** The rules that the objects of a picture break: object by object, then the counts. */
export function findBreaches(
  objects: readonly Judged[],
  policy: RulesPolicy,
  { width, height }: { width: number; height: number },
): Breach[] {
  const rules = new Map(policy.labels.map((rule) => [rule.label, rule]));
  const placed = objects.map(({ shape }) =>
    shape.type === "tag" || shape.type === "track" ? null : shapeBounds(shape),
  );
  const found: Breach[] = [];
  objects.forEach(({ id, label }, place) => {
    const around = placed[place];
    if (!around) return;
    const rule = rules.get(label);
    const tell = (broken: BrokenRule, message: string) =>
      found.push({ object_id: id, label, rule: broken, message });
    if (rule) {
      for (const [name, message] of sizesBroken(rule, around)) tell(name, message);
      let most = 0;
      if (rule.max_overlap !== null)
        for (let other = 0; other < place; other += 1) {
          const theirs = objects[other]?.label === label ? placed[other] : null;
          if (theirs) most = Math.max(most, iou(around, theirs));
        }
      if (rule.max_overlap !== null && most > rule.max_overlap + SLACK)
        tell(
          "overlap",
          `overlaps another ${label} by ${percent(most)}, ${percent(rule.max_overlap)} at most`,
        );
    }
    const { x, y } = around;
    const beyond = Math.max(-x, -y, x + around.width - width, y + around.height - height);
    if (policy.outside && beyond > BEYOND) tell("outside", `reaches ${digits(beyond)} px beyond the picture`);
  });
  for (const { label, min_count: least, max_count: most } of policy.labels) {
    const count = objects.filter((made) => made.label === label).length;
    const message = limitWords("there are", count, least, most, "");
    if (message) found.push({ object_id: null, label, rule: "count", message });
  }
  return found;
}

function sizesBroken(rule: LabelRule, { width, height }: Bounds): [BrokenRule, string][] {
  const aspect = height > 0 ? width / height : 0;
  const measured: readonly (readonly [BrokenRule, number, number | null, number | null, string])[] = [
    ["width", width, rule.min_width, rule.max_width, " px"],
    ["height", height, rule.min_height, rule.max_height, " px"],
    ["area", width * height, rule.min_area, rule.max_area, " px²"],
    ["aspect", aspect, rule.min_aspect, rule.max_aspect, ""],
  ];
  return measured.flatMap(([name, value, least, most, unit]) => {
    const message = limitWords(`${name} is`, value, least, most, unit);
    return message ? [[name, message] as [BrokenRule, string]] : [];
  });
}

function limitWords(
  what: string,
  value: number,
  least: number | null,
  most: number | null,
  unit: string,
): string {
  if (least !== null && value < least - SLACK)
    return `${what} ${digits(value)}${unit}, ${digits(least)} at least`;
  if (most !== null && value > most + SLACK)
    return `${what} ${digits(value)}${unit}, ${digits(most)} at most`;
  return "";
}

function iou(one: Bounds, other: Bounds): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (one.width * one.height + other.width * other.height - shared);
}

/** A number with two decimals at most; halves go up, as on the server. */
const digits = (value: number): string => String(Math.floor(value * 100 + 0.5) / 100);
const percent = (share: number): string => `${Math.floor(share * 100 + 0.5)} %`;
