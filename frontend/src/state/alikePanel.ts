/** The panel in which look-alikes are chosen and answered as one act. */
import { fetchLike } from "../api/similar";
import type { LookAlike, LookAlikes, TogetherKind } from "../contract/similar";
import { type Choice, chosenIds, FIRST_LINE, firstLine, flip } from "../model/lookAlikes";
import { aboutPrediction, dismissOffer } from "./alikeOffer";
import { type About, type AlikePanel, alikeStore, askUntilCompared } from "./alikeStore";
import { mayEdit, selectedOf } from "./editor";
import { frameStore } from "./frameStore";
import { labelNames, projectStore } from "./projectStore";
import { toast } from "./toastStore";
import { answerAll, newGroup } from "./together";
import { openDialog, uiStore } from "./uiStore";

/** What was sent last without an answer: sent again unchanged, it is the same act. */
let unsure: { readonly key: string; readonly words: string } | null = null;

function change(fields: Partial<AlikePanel>): void {
  const { panel } = alikeStore.getState();
  if (panel) alikeStore.setState({ panel: { ...panel, ...fields } });
}

function open(about: About, found: LookAlikes | null): void {
  const { suggestion = null, similar = [] } = found ?? {};
  unsure = null;
  alikeStore.setState({
    panel: {
      about,
      found,
      choice: { line: found ? firstLine(similar) : FIRST_LINE, byHand: new Map() },
      kind: suggestion?.kind ?? "reject",
      label: suggestion?.label ?? otherLabel(about.said?.label ?? found?.label ?? null),
      sending: false,
      fault: null,
    },
  });
  openDialog("alike");
}

/** What they might be called instead. */
function otherLabel(label: string | null): string | null {
  const { activeLabel } = uiStore.getState();
  const names = labelNames();
  if (activeLabel && activeLabel !== label) return activeLabel;
  return names.find((name) => name !== label) ?? names[0] ?? null;
}

/** Look at what is offered. */
export function reviewOffer(): void {
  const { offer } = alikeStore.getState();
  if (!offer)
    return toast("No look-alikes are offered: they are after a correction that found a prediction wrong.");
  open(offer.about, offer.found);
}

/** Look for what looks like the selected ghost. */
export async function findForSelected(): Promise<void> {
  const frame = frameStore.openFrame();
  const [ghost] = frame ? selectedOf(frame).ghosts : [];
  if (!frame || !ghost) return toast("Select a ghost first.");
  if (!mayEdit()) return toast("You can look at this project, but not change it.");
  const about = aboutPrediction(frame.frame.id, ghost.id);
  open({ ...about, said: ghost }, null);
  try {
    await askUntilCompared(
      () => fetchLike(ghost.id),
      (found) => {
        const { panel } = alikeStore.getState();
        if (panel?.about.predictionId !== ghost.id) return false;
        change({ found, choice: { ...panel.choice, line: firstLine(found.similar) } });
        return true;
      },
    );
  } catch (error) {
    if (alikeStore.getState().panel?.about.predictionId === ghost.id)
      change({ fault: error instanceof Error ? error.message : "The look-alikes could not be read." });
  }
}

export function closeAlike(): void {
  alikeStore.setState({ panel: null });
  if (uiStore.getState().dialog === "alike") openDialog(null);
}

const chosen = (choice: Choice): void => change({ choice, fault: null });

/** Choose those from a likeness on; what was chosen by hand before is forgotten. */
export function moveLine(line: number): void {
  chosen({ line, byHand: new Map() });
}

export function flipOne(one: LookAlike): void {
  const { panel } = alikeStore.getState();
  if (panel) chosen(flip(panel.choice, one));
}

/** Choose all that are shown, or none. */
export function chooseAll(wanted: boolean): void {
  const { panel } = alikeStore.getState();
  if (!panel?.found) return;
  const byHand = new Map(panel.found.similar.map(({ prediction }) => [prediction.id, wanted]));
  chosen({ ...panel.choice, byHand });
}

export function chooseAnswer(kind: TogetherKind, label?: string): void {
  change({ kind, fault: null, ...(label === undefined ? {} : { label }) });
}

/** Answer those that are chosen, as one act. */
export async function answerChosen(): Promise<void> {
  const { panel } = alikeStore.getState();
  const { project } = projectStore.getState();
  if (!panel?.found || !project || panel.sending) return;
  const predictionIds = chosenIds(panel.found.similar, panel.choice);
  const label = panel.kind === "relabel" ? panel.label : null;
  if (predictionIds.length === 0 || (panel.kind === "relabel" && !label)) return;
  const words = JSON.stringify([panel.kind, label, predictionIds]);
  const key = unsure?.words === words ? unsure.key : newGroup();
  change({ sending: true, fault: null });
  try {
    await answerAll(project.id, { key, predictionIds, kind: panel.kind, label });
    unsure = null;
    if (alikeStore.getState().offer?.about.predictionId === panel.about.predictionId) dismissOffer();
    closeAlike();
  } catch (error) {
    unsure = { key, words };
    const why = error instanceof Error ? error.message : "The answers could not be saved.";
    change({ sending: false, fault: why });
  }
}
