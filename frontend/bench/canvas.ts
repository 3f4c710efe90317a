/** Measures the canvas itself: script and whole-frame time at ten thousand boxes, panned, zoomed and dragged. */
import { createRenderer } from "../src/canvas/renderer";
import type { Annotation, FrameContents, Prediction, Shape } from "../src/contract/contract";
import { translateShape } from "../src/model/geometry";
import { PALETTE } from "../src/model/palette";
import { setDraft } from "../src/state/draftStore";
import { frameStore } from "../src/state/frameStore";
import { projectStore } from "../src/state/projectStore";
import { select } from "../src/state/selectionStore";
import { fitFrame, pan, resizeViewport, showFrame, viewportStore, zoom } from "../src/state/viewportStore";

const SIZE = { width: 4000, height: 3000 };
const FRAMES = 60;
const FRAME_ID = "frm_bench";

let seed = 7;
const random = () => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647;
};

function shapes(count: number): Shape[] {
  return Array.from({ length: count }, () => {
    const width = 14 + random() * 70;
    const height = 14 + random() * 70;
    return {
      type: "box",
      x: random() * (SIZE.width - width),
      y: random() * (SIZE.height - height),
      width,
      height,
    };
  });
}

function contents(count: number, ghosts: boolean): FrameContents {
  const about = { project_id: "prj", asset_id: "ast", frame_id: FRAME_ID };
  const all = shapes(count);
  const labelled = (index: number) => `label ${index % PALETTE.length}`;
  const annotations = all.map(
    (shape, index): Annotation => ({
      ...about,
      id: `ann_${index}`,
      revision: 1,
      label: labelled(index),
      shape,
      derived_from: null,
      actor: null,
      updated_at: "",
    }),
  );
  const predictions = all.map(
    (shape, index): Prediction => ({
      id: `prd.${index}`,
      frame_id: FRAME_ID,
      model_version_id: "mdl",
      label: labelled(index),
      score: 0.3 + random() * 0.7,
      shape,
    }),
  );
  return {
    frame: { id: FRAME_ID, asset_id: "ast", project_id: "prj", index: 0, ...SIZE, seq: 1, image_url: "" },
    seq: 1,
    annotations: ghosts ? [] : annotations,
    predictions: ghosts ? predictions : [],
    model_version: null,
  };
}

const stage = document.getElementById("stage") as HTMLElement;
const [image, still, active] = [...stage.querySelectorAll("canvas")] as [
  HTMLCanvasElement,
  HTMLCanvasElement,
  HTMLCanvasElement,
];
const renderer = createRenderer({ root: stage, image, still, active });

/** Time until the browser has painted the frame after the next one drawn. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve();
      channel.port2.postMessage(null);
    });
  });
}

const percentile = (values: number[], share: number) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100
  );
};

async function measure(name: string, step: (index: number) => void) {
  const script: number[] = [];
  const frame: number[] = [];
  for (let index = 0; index < FRAMES; index++) {
    const from = performance.now();
    renderer.times.image = renderer.times.still = renderer.times.active = 0;
    step(index);
    await painted();
    frame.push(performance.now() - from);
    script.push(renderer.times.image + renderer.times.still + renderer.times.active);
  }
  return {
    name,
    script_ms_p50: percentile(script, 0.5),
    script_ms_p95: percentile(script, 0.95),
    frame_ms_p50: percentile(frame, 0.5),
    frame_ms_p95: percentile(frame, 0.95),
  };
}

async function scenario(count: number, ghosts: boolean) {
  const kind = `${count.toLocaleString("en")} ${ghosts ? "ghosts" : "boxes"}`;
  frameStore.load(contents(count, ghosts), []);
  frameStore.open(FRAME_ID);
  showFrame(SIZE);
  await painted();
  const rows = [await measure(`${kind}, all visible, pan`, (index) => pan(index % 2 ? 3 : -3, 0))];
  fitFrame();
  zoom(6, [640, 360]);
  rows.push(await measure(`${kind}, zoomed in, pan`, (index) => pan(index % 2 ? 5 : -5, 2)));
  fitFrame();
  const [id, first] = ghosts
    ? ["prd.0", frameStore.openFrame()?.predictions.get("prd.0")?.shape]
    : ["ann_0", frameStore.openFrame()?.annotations.get("ann_0")?.shape];
  if (first) {
    select([id]);
    await painted();
    rows.push(
      await measure(`${kind}, all visible, drag one`, (index) =>
        setDraft({ kind: "changing", shapes: new Map([[id, translateShape(first, index * 2, index)]]) }),
      ),
    );
    setDraft(null);
    select([]);
  }
  return rows;
}

async function run() {
  projectStore.setState({ colours: new Map(PALETTE.map((colour, index) => [`label ${index}`, colour])) });
  resizeViewport({ width: 1280, height: 720 });
  const rows = [
    ...(await scenario(1_000, false)),
    ...(await scenario(10_000, false)),
    ...(await scenario(10_000, true)),
  ];
  const { view } = viewportStore.getState();
  await fetch("/bench-answer", { method: "POST", body: JSON.stringify({ rows, view }) });
}

void run();
