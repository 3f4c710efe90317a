/** What looks like a mistake: the offer to look at it, and the panel in which it is answered. */
import { createStore } from "zustand/vanilla";
import type { Frame, Prediction } from "../contract/contract";
import type { AnnotationCorrected } from "../contract/events";
import type { LookAlikes, TogetherKind } from "../contract/similar";
import type { Choice } from "../model/lookAlikes";
import { isUnfinished, jobsStore } from "./jobsStore";

/** The prediction to which others are compared, and the picture that shows it, where that is known. */
export interface About {
  readonly predictionId: string;
  readonly said: Prediction | null;
  readonly frame: Frame | null;
}

export interface Offer {
  readonly about: About;
  /** On which frame the correction was made. */
  readonly frameId: string;
  readonly found: LookAlikes;
}

export interface AlikePanel {
  readonly about: About;
  /** Null until the portal has answered. */
  readonly found: LookAlikes | null;
  readonly choice: Choice;
  readonly kind: TogetherKind;
  /** What they are called when they are called otherwise. */
  readonly label: string | null;
  readonly sending: boolean;
  readonly fault: string | null;
}

export interface AlikeState {
  readonly offer: Offer | null;
  readonly panel: AlikePanel | null;
}

export const alikeStore = createStore<AlikeState>(() => ({ offer: null, panel: null }));

const DECIDES = new Set(["accept", "adjust", "reject"]);

/** Leave out what somebody has answered meanwhile. */
export function forgetAnswered({ correction }: Pick<AnnotationCorrected, "correction">): void {
  const answered = correction.prediction_id;
  const { offer, panel } = alikeStore.getState();
  if (!answered || !DECIDES.has(correction.kind) || (!offer && !panel)) return;
  const left = (found: LookAlikes): LookAlikes => {
    const similar = found.similar.filter(({ prediction }) => prediction.id !== answered);
    return similar.length < found.similar.length ? { ...found, similar } : found;
  };
  const rest = offer && left(offer.found);
  alikeStore.setState({
    offer: offer && rest && rest.similar.length > 0 ? { ...offer, found: rest } : null,
    panel: panel?.found ? { ...panel, found: left(panel.found) } : panel,
  });
}

/** How long to wait before asking again whether it has been compared. */
const WAITS_MS = [1_500, 3_000, 6_000, 12_000, 20_000];

/** Ask until it has been compared, for a while; `still` tells each answer and says whether anybody wants to know. */
export async function askUntilCompared(
  ask: () => Promise<LookAlikes>,
  still: (found: LookAlikes) => boolean,
): Promise<void> {
  for (const wait of [...WAITS_MS, null]) {
    const found = await ask();
    if (!still(found) || !found.pending || wait === null) return;
    await pause(wait);
  }
}

/** Wait, but no longer than until the portal has compared what was new. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const stop = jobsStore.subscribe(({ jobs }, before) => {
      const running = before.jobs?.filter((job) => job.kind === "embed" && isUnfinished(job)) ?? [];
      const isOver = running.some(({ id }) => jobs?.some((job) => job.id === id && !isUnfinished(job)));
      if (isOver) end();
    });
  });
}
