/** Keeps one project open: its socket, its lists, and where each event goes. */
import { ApiError, announceSignedOut, onPortalReached } from "../api/http";
import { createProjectSocket, type ProjectSocket, projectSocketUrl } from "../api/socket";
import type { Asset } from "../contract/contract";
import type { PortalEvent } from "../contract/events";
import { forgetAnswered } from "./alikeStore";
import { assetsStore, changeAsset, needAsset, putAsset, reloadAssets, startAssets } from "./assetsStore";
import { loadBell, receiveNotification } from "./bell";
import { clearChecks, heardOfCorrection } from "./checks";
import { connectionStore, placeCursor, placeSelection, setPeople } from "./connectionStore";
import { clearDuplicates, duplicatesMoved } from "./duplicates";
import {
  awaitSubscription,
  closeFrame,
  isOfVideo,
  needFrame,
  openFrame,
  outbox,
  rereadFrames,
  undoStack,
} from "./frameSession";
import { frameStore } from "./frameStore";
import { followDecision, setGhosts, setGhostsUntold } from "./ghostsStore";
import { loadIssues, receiveIssue } from "./issues";
import { clearJobs, loadJobs, putJob } from "./jobsStore";
import { clearLearning, figuresMoved, promotionsMoved, putEvaluation, putTraining } from "./learningStore";
import { rereadMembership } from "./membership";
import { meStore } from "./meStore";
import { workMoved } from "./myWork";
import { openAssetStore } from "./openAssetStore";
import { startPersonal } from "./personalStore";
import { projectIssuesMoved } from "./projectIssues";
import {
  countAsset,
  countCorrection,
  projectStore,
  refreshProject,
  setChampion,
  setProject,
} from "./projectStore";
import { receivePropagation } from "./propagation";
import { clearQuality, qualityMoved } from "./quality";
import { clearReleases, putExport, putModelVersion, putSnapshot, versionsMoved } from "./releasesStore";
import { stageMoved } from "./stageStore";
import { toast, toastError } from "./toastStore";
import { startProjectUi } from "./uiStore";
import { wentLive } from "./verdicts";
import { championId, ownGhosts } from "./versionLayers";
import { closeVideo, onRest, openVideo, refreshVideo, videoStore } from "./videoStore";

const SUBSCRIBE_PATIENCE_MS = 2_500;
const REFUSED_PAUSE_MS = 2_000;

let socket: ProjectSocket | null = null;
let openId: string | null = null;
/** Something was read before the first welcome: what happened in between must be read again. */
let readTooEarly = false;

/** Open a project: subscribe first, then read. */
export async function openProject(projectId: string): Promise<void> {
  if (openId === projectId) return;
  closeProject();
  openId = projectId;
  const ready = subscribe(projectId);
  awaitSubscription(ready);
  try {
    const project = await refreshProject(projectId);
    if (openId !== projectId) return;
    const show = project.threshold ?? project.champion?.thresholds.show ?? 0.25;
    startPersonal(projectId);
    startProjectUi(
      projectId,
      show,
      project.labels.map((label) => label.name),
    );
    await ready;
    // Nobody tells what happened between that read and the first welcome.
    const missed = (connectionStore.getState().seq ?? 0) > project.seq ? refreshProject(projectId) : null;
    await Promise.all([startAssets(projectId), loadJobs(projectId), missed]);
  } catch (error) {
    if (openId !== projectId) return;
    openAssetStore.setState({
      projectError: error instanceof Error ? error.message : "The project cannot be opened.",
    });
    if (!(error instanceof ApiError)) toastError(error);
  }
}

export function closeProject(): void {
  socket?.stop();
  socket = null;
  openId = null;
  closeVideo();
  closeFrame();
  frameStore.forget(null);
  undoStack.clear();
  setProject(null);
  clearJobs();
  clearReleases();
  clearLearning();
  clearChecks();
  clearDuplicates();
  clearQuality();
  openAssetStore.setState({ asset: null, error: null, projectError: null });
  connectionStore.setState({
    socket: "closed",
    seq: null,
    people: [],
    cursors: new Map(),
    selections: new Map(),
  });
}

function subscribe(projectId: string): Promise<void> {
  readTooEarly = false;
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      readTooEarly = true;
      resolve();
    }, SUBSCRIBE_PATIENCE_MS);
    const opened = createProjectSocket(projectSocketUrl(projectId), {
      onEvent: (event) => {
        if (socket === opened) route(event);
      },
      onRestart: (seq, reason) => {
        connectionStore.setState({ seq });
        clearTimeout(patience);
        if (reason === "lost" || readTooEarly) void readAgain(projectId);
        readTooEarly = false;
        resolve();
      },
      onState: (state) => {
        if (socket !== opened && socket !== null) return;
        connectionStore.setState({ socket: state });
        if (state === "online") {
          sayWhere();
          outbox.hurry();
          // What was told while the line was away is in the list.
          void loadBell();
        }
      },
      onPeople: setPeople,
      onCursor: placeCursor,
      onSelection: placeSelection,
      onTold: receiveNotification,
      onRefused: (code) => {
        if (code === 4401) announceSignedOut();
        else void checkAccess(projectId, opened);
      },
    });
    socket = opened;
    opened.start();
  });
}

/** The line was refused: believe it only when the portal refuses the project as well. */
async function checkAccess(projectId: string, refused: ProjectSocket): Promise<void> {
  if (socket !== refused || !(await rereadMembership(projectId))) return;
  setTimeout(() => {
    if (socket === refused) refused.start();
  }, REFUSED_PAUSE_MS);
}

async function readAgain(projectId: string): Promise<void> {
  try {
    await Promise.all([
      refreshProject(projectId),
      reloadAssets(),
      loadJobs(projectId),
      rereadFrames(),
      loadIssues(),
    ]);
    stageMoved(null);
    workMoved();
    const { asset } = openAssetStore.getState();
    if (asset) followAsset(assetsStore.getState().byId.get(asset.id) ?? asset);
  } catch (error) {
    toastError(error);
  }
}

/** After signing in again. */
function reconnect(): void {
  socket?.start();
}

/** Something says that the portal can be reached: neither line waits its pause out. */
function hurry(): void {
  socket?.hurry();
  outbox.hurry();
}

export function sendCursor(frameId: string, x: number, y: number): void {
  if (connectionStore.getState().people.length > 1) socket?.send({ type: "cursor", frame_id: frameId, x, y });
}

export function sendSelection(frameId: string, ids: readonly string[], editing: boolean): void {
  socket?.send({ type: "selection", frame_id: frameId, ids, editing });
}

function sayWhere(): void {
  socket?.send({ type: "presence", frame_id: frameStore.meeting() });
}

/** Show an asset: its frame when it has one, else its state until the frame arrives. */
export async function openAsset(assetId: string | null): Promise<void> {
  if (assetId) performance.mark(`tandem:open:${assetId}`);
  openAssetStore.setState({ asset: null, error: null, wanted: assetId });
  closeVideo();
  closeFrame();
  if (!assetId) return sayWhere();
  try {
    const asset = await needAsset(assetId);
    if (openAssetStore.getState().wanted === assetId) followAsset(asset);
  } catch (error) {
    if (openAssetStore.getState().wanted !== assetId) return;
    openAssetStore.setState({
      error: error instanceof Error ? error.message : "The asset cannot be opened.",
    });
  }
}

function followAsset(asset: Asset): void {
  openAssetStore.setState({ asset });
  if (asset.kind === "video" && asset.status === "ready") {
    if (videoStore.getState().assetId === asset.id) return refreshVideo(asset.id);
    void openVideo(asset, frameOfAddress()).then(sayWhere);
    return;
  }
  if (asset.kind !== "image" || !asset.frame_id) return;
  if (frameStore.store.getState().openId === asset.frame_id) return;
  openFrame(asset.frame_id).catch((error: unknown) => {
    openAssetStore.setState({ error: error instanceof Error ? error.message : "The frame cannot be read." });
  });
  sayWhere();
}

/** The frame that the address names: `?frame=120`. */
function frameOfAddress(): number | null {
  const named = new URLSearchParams(location.search).get("frame");
  return named !== null && /^\d+$/.test(named) ? Number(named) : null;
}

onRest(() => {
  const { index, assetId } = videoStore.getState();
  if (assetId && location.pathname.endsWith(assetId)) history.replaceState(null, "", `?frame=${index}`);
});

function route(event: PortalEvent): void {
  connectionStore.setState({ seq: event.seq });
  switch (event.type) {
    case "asset.uploaded":
    case "asset.ready":
    case "asset.failed":
    case "asset.changed": {
      putAsset(event.asset);
      countAsset(event);
      if (event.asset.duplicate_group) duplicatesMoved();
      if (openAssetStore.getState().wanted === event.asset.id) followAsset(event.asset);
      return;
    }
    case "predictions.recorded": {
      frameStore.receive(event);
      changeAsset(event.asset_id, () => ({ predicted: "done" }));
      if (isOfVideo(event.asset_id)) return refreshVideo(event.asset_id);
      const frame = frameStore.visible(event.frame_id);
      const told = frame?.stale ? null : frame ? ownGhosts(frame) : event.predictions;
      // What another version says beside the live one is not what a picture waits with.
      if (!frame && (championId() ?? event.model_version?.id) !== event.model_version?.id) return;
      if (told) setGhosts(event.asset_id, told);
      else setGhostsUntold(event.asset_id, event.count);
      return;
    }
    case "annotation.corrected": {
      frameStore.receive(event);
      changeAsset(event.asset_id, (asset) => ({ corrections: asset.corrections + 1 }));
      countCorrection(event);
      forgetAnswered(event);
      figuresMoved();
      heardOfCorrection(event);
      if (isOfVideo(event.asset_id)) {
        // Which frames hold objects of their own; tracks tell that themselves.
        if (event.frame_id !== videoStore.getState().facts?.reel_id) refreshVideo(event.asset_id);
        return;
      }
      const frame = frameStore.visible(event.frame_id);
      if (frame) setGhosts(event.asset_id, ownGhosts(frame));
      else followDecision(event);
      return;
    }
    case "frame.reviewed": {
      frameStore.receive(event);
      stageMoved(event.asset_id);
      workMoved();
      for (const asset of assetsStore.getState().byId.values()) {
        if (asset.frame_id === event.frame_id) changeAsset(asset.id, () => ({ reviewed: event.verdict }));
      }
      return;
    }
    case "issue.changed":
      receiveIssue(event.issue);
      return projectIssuesMoved();
    case "work.changed":
      stageMoved(event.work.asset_id);
      return workMoved();
    case "snapshot.frozen":
      return putSnapshot(event.snapshot);
    case "export.queued":
    case "export.finished":
    case "export.failed":
      putExport(event.export);
      if (event.type === "export.finished" && event.export.trigger !== "person") {
        toast(`An export in ${event.export.format.toUpperCase()} was made by its trigger.`, "good");
      }
      return;
    case "job.progressed": {
      putJob(event.job);
      const { asset_id: assetId } = event.job.subject;
      if (assetId && isOfVideo(assetId)) refreshVideo(assetId);
      if (assetId && event.job.kind === "predict") {
        if (event.job.status === "queued" || event.job.status === "running") {
          changeAsset(assetId, () => ({ predicted: "queued" }));
        } else if (event.job.status === "failed" || event.job.status === "quarantined") {
          changeAsset(assetId, () => ({ predicted: "failed" }));
        }
      }
      return;
    }
    case "propagation.progressed":
      return receivePropagation(event);
    case "model_version.registered":
      return putModelVersion(event.model_version);
    case "model_version.promoted":
      putModelVersion(event.model_version);
      setChampion(event.model_version);
      for (const { visible: frame } of frameStore.store.getState().slots.values())
        if (!isOfVideo(frame.frame.asset_id)) setGhosts(frame.frame.asset_id, ownGhosts(frame));
      promotionsMoved();
      toast(wentLive(event.model_version), "good");
      return;
    case "training.progressed":
      putTraining(event.training, event.points);
      if (event.training.status === "failed")
        toast(`A training failed: ${event.training.reason ?? "see the Learning page."}`, "bad");
      return;
    case "model_version.judged":
      putEvaluation(event.evaluation);
      return versionsMoved(event.evaluation.project_id);
    case "quality.changed":
      return qualityMoved(event.frame_id);
    case "project.changed":
      if (openId) followProject(openId).catch(toastError);
      return;
    case "unknown":
      return;
  }
}

/** Read the project anew, and what is under its labels where a model's labels are called otherwise now. */
async function followProject(projectId: string): Promise<void> {
  const before = projectStore.getState().project?.label_map;
  const { label_map: now } = await refreshProject(projectId);
  if (openId === projectId && JSON.stringify(now) !== JSON.stringify(before)) await rereadFrames();
}

/** Wire what holds for the whole visit: the person's outbox and the signs that the portal is there. */
export function startVisit(): void {
  meStore.subscribe((state, before) => {
    if (state.status === "in" && state.user) {
      frameStore.setActor({ id: state.user.id, name: state.user.name });
      void outbox.begin(state.user.id);
      if (before.status === "expired") {
        reconnect();
        const { openId: frameId } = frameStore.store.getState();
        if (frameId) needFrame(frameId).catch(toastError);
      }
    }
    if (state.status === "expired") outbox.awaitSignIn();
    if (state.status === "out" && before.status !== "out") {
      outbox.end();
      closeProject();
    }
  });
  addEventListener("online", hurry);
  addEventListener("beforeunload", (event) => {
    if (outbox.needsPage()) event.preventDefault();
  });
  onPortalReached(hurry);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") hurry();
  });
  addEventListener("pageshow", hurry);
}
