/** The quality page of the open project: figures, panels with their consensus, and known truth, live. */
import { createStore } from "zustand/vanilla";
import {
  type Choice,
  fetchConsensus,
  fetchPanels,
  fetchQuality,
  fetchTruths,
  markTruth,
  mergeConsensus,
  type PanelFilter,
  undoConsensus,
  unmarkTruth,
} from "../api/quality";
import type { Consensus, Panel, Proposal, Quality, Truth } from "../contract/quality";
import { frameStore } from "./frameStore";
import { toast, toastError } from "./toastStore";

export type QualityView = "agreement" | "panels" | "truths";

/** What becomes of a proposal: left out, kept as the consensus has it, or as one voter has it. */
export type Wish = "out" | "consensus" | { readonly voterId: string };

export interface QualityState {
  readonly view: QualityView;
  readonly quality: Quality | null;
  readonly filter: PanelFilter;
  readonly panels: readonly Panel[] | null;
  readonly panelsNext: string | null;
  readonly truths: readonly Truth[] | null;
  readonly truthsNext: string | null;
  readonly consensus: Consensus | null;
  readonly wishes: ReadonlyMap<number, Wish>;
  readonly busy: boolean;
  readonly error: string | null;
}

const empty: QualityState = {
  view: "agreement",
  quality: null,
  filter: "disputed",
  panels: null,
  panelsNext: null,
  truths: null,
  truthsNext: null,
  consensus: null,
  wishes: new Map(),
  busy: false,
  error: null,
};
/** Answers come in dozens a minute; the page follows them at this pace. */
const REREAD_MS = 2_000;

export const qualityStore = createStore<QualityState>(() => empty);

let openId: string | null = null;
let shown = false;
let timer: ReturnType<typeof setTimeout> | null = null;

async function read<T>(what: Promise<T>, put: (found: T) => Partial<QualityState>): Promise<void> {
  const projectId = openId;
  try {
    const found = await what;
    if (openId === projectId) qualityStore.setState({ ...put(found), error: null });
  } catch (error) {
    const message = error instanceof Error ? error.message : "The page could not be read.";
    if (openId === projectId) qualityStore.setState({ error: message });
  }
}

/** Read the page and follow the project until the stop that is returned is called. */
export function followQuality(projectId: string): () => void {
  if (openId !== projectId) qualityStore.setState(empty);
  openId = projectId;
  shown = true;
  void reread();
  return () => {
    shown = false;
    if (timer) clearTimeout(timer);
    timer = null;
  };
}

export function clearQuality(): void {
  openId = null;
  qualityStore.setState(empty);
}

/** Something was answered, compared or merged. */
export function qualityMoved(_frameId: string | null): void {
  if (!shown || timer) return;
  timer = setTimeout(() => {
    timer = null;
    void reread();
  }, REREAD_MS);
}

export async function reread(): Promise<void> {
  if (!openId) return;
  const { view, filter } = qualityStore.getState();
  const parts = [read(fetchQuality(openId), (quality) => ({ quality }))];
  if (view === "panels")
    parts.push(
      read(fetchPanels(openId, filter, null), (page) => ({ panels: page.items, panelsNext: page.next })),
    );
  if (view === "truths")
    parts.push(read(fetchTruths(openId, null), (page) => ({ truths: page.items, truthsNext: page.next })));
  await Promise.all(parts);
}

export function showView(view: QualityView): void {
  qualityStore.setState({ view, consensus: null });
  void reread();
}

export function filterPanels(filter: PanelFilter): void {
  qualityStore.setState({ filter, panels: null, consensus: null });
  void reread();
}

export function morePanels(): Promise<void> {
  const { filter, panels, panelsNext } = qualityStore.getState();
  if (!openId || !panelsNext) return Promise.resolve();
  return read(fetchPanels(openId, filter, panelsNext), (page) => ({
    panels: [...(panels ?? []), ...page.items],
    panelsNext: page.next,
  }));
}

export function moreTruths(): Promise<void> {
  const { truths, truthsNext } = qualityStore.getState();
  if (!openId || !truthsNext) return Promise.resolve();
  return read(fetchTruths(openId, truthsNext), (page) => ({
    truths: [...(truths ?? []), ...page.items],
    truthsNext: page.next,
  }));
}

const wishOf = (proposal: Proposal): Wish => (proposal.kept ? "consensus" : "out");

/** Show who said what of a picture. */
export async function openConsensus(frameId: string, modelVotes: boolean | null = null): Promise<void> {
  qualityStore.setState({ busy: true });
  await read(fetchConsensus(frameId, modelVotes), (consensus) => ({
    consensus,
    wishes: new Map(consensus.proposals.map((it) => [it.number, wishOf(it)])),
  }));
  qualityStore.setState({ busy: false });
}

export const closeConsensus = (): void => qualityStore.setState({ consensus: null });

export function wish(number: number, what: Wish): void {
  qualityStore.setState(({ wishes }) => ({ wishes: new Map(wishes).set(number, what) }));
}

function choices(): Choice[] {
  const { consensus, wishes } = qualityStore.getState();
  return (consensus?.proposals ?? []).flatMap(({ number }) => {
    const wanted = wishes.get(number) ?? "out";
    if (wanted === "out") return [];
    return [{ number, voter_id: wanted === "consensus" ? null : wanted.voterId }];
  });
}

/** Merge what is chosen into the picture, as one act. */
export async function merge(): Promise<void> {
  const { consensus } = qualityStore.getState();
  if (!consensus) return;
  const { frame_id: frameId } = consensus.panel;
  const chosen = choices();
  await act(async () => {
    await mergeConsensus(frameId, chosen, consensus.model_votes);
    const count = `${chosen.length} ${chosen.length === 1 ? "object" : "objects"}`;
    toast(`Merged ${count} and approved the picture.`, "good", {
      title: "Undo",
      run: () => void undoMerge(frameId),
    });
    qualityStore.setState({ consensus: null });
  });
}

export async function undoMerge(frameId: string): Promise<void> {
  await act(async () => {
    const { kept } = await undoConsensus(frameId);
    toast(
      kept === 0 ? "The merge is taken back." : `Taken back; ${kept} that somebody changed since stayed.`,
    );
    qualityStore.setState({ consensus: null });
  });
}

async function act(what: () => Promise<void>): Promise<void> {
  qualityStore.setState({ busy: true });
  try {
    await what();
    await reread();
  } catch (error) {
    toastError(error);
  } finally {
    qualityStore.setState({ busy: false });
  }
}

/** Take a picture as known truth, or no more; either is taken back by the other. */
export async function setTruth(frameId: string, isTruth: boolean): Promise<void> {
  try {
    await (isTruth ? markTruth(frameId) : unmarkTruth(frameId));
    frameStore.setTruth(frameId, isTruth);
    toast(isTruth ? "People are tested with this picture from now on." : "Known truth no more.", "good", {
      title: "Undo",
      run: () => void setTruth(frameId, !isTruth),
    });
    if (shown) await reread();
  } catch (error) {
    toastError(error);
  }
}
