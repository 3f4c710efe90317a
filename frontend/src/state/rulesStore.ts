/** The rules that the open picture breaks, judged a moment after each change. */
import { createStore } from "zustand/vanilla";
import { type Breach, findBreaches } from "../model/rules";
import { frameStore } from "./frameStore";
import { projectStore } from "./projectStore";
import { select } from "./selectionStore";

export interface RulesState {
  readonly breaches: readonly Breach[];
  /** What is wrong with each object, in a sentence. */
  readonly byObject: ReadonlyMap<string, string>;
  /** The list is open. */
  readonly listed: boolean;
  /** The breaches that the person was told of when they wanted to submit. */
  readonly told: string;
}

const NONE: RulesState = { breaches: [], byObject: new Map(), listed: false, told: "" };
export const rulesStore = createStore<RulesState>(() => NONE);

/** Objects move many times a second while they are drawn. */
const PAUSE_MS = 150;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Judge the open picture now. */
export function judge(): readonly Breach[] {
  const { open, reel } = frameStore.store.getState();
  const rules = projectStore.getState().project?.rules;
  const isOn = rules !== undefined && (rules.outside || rules.labels.length > 0);
  const before = rulesStore.getState();
  if (!open || reel || !isOn) {
    if (before.breaches.length > 0 || before.listed) rulesStore.setState(NONE);
    return [];
  }
  const breaches = findBreaches([...open.annotations.values()], rules, open.frame);
  if (nameOf(breaches) === nameOf(before.breaches)) return before.breaches;
  const byObject = new Map<string, string>();
  for (const { object_id: id, message } of breaches)
    if (id !== null) byObject.set(id, byObject.has(id) ? `${byObject.get(id)}; ${message}` : message);
  rulesStore.setState({ breaches, byObject, listed: before.listed && breaches.length > 0 });
  return breaches;
}

const nameOf = (breaches: readonly Breach[]): string =>
  breaches.map(({ object_id: id, rule, message }) => `${id} ${rule} ${message}`).join("\n");

export const listBreaches = (listed: boolean): void => rulesStore.setState({ listed });

/** Go to the object that breaks a rule. */
export function goToBreach({ object_id: id }: Breach): void {
  if (id !== null) select([id]);
}

/** Whether the picture may be finished as it is; where it only warns, asking again means yes. */
export function mayFinish(): { may: boolean; breaches: readonly Breach[]; refused: boolean } {
  const breaches = judge();
  if (breaches.length === 0) return { may: true, breaches, refused: false };
  const refused = projectStore.getState().project?.rules.on_submit === "refuse";
  const name = nameOf(breaches);
  const known = rulesStore.getState().told === name;
  rulesStore.setState({ listed: true, told: name });
  return { may: !refused && known, breaches, refused };
}

function later(): void {
  if (timer) return;
  timer = setTimeout(() => {
    timer = null;
    judge();
  }, PAUSE_MS);
}

frameStore.store.subscribe((state, before) => {
  if (state.openId !== before.openId) rulesStore.setState(NONE);
  if (state.open?.annotations !== before.open?.annotations) later();
});
projectStore.subscribe((state, before) => {
  if (state.project?.rules !== before.project?.rules) later();
});
