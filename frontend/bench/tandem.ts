/** Tandem's own canvas on the bench: the product's component, stores and tools, given the bench's shapes. */
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { CanvasStage } from "../src/canvas/CanvasStage";
import type { CanvasRoot } from "../src/canvas/testHooks";
import type { Annotation, FrameContents, Point, Project, Shape } from "../src/contract/contract";
import { shapeBounds } from "../src/model/geometry";
import { PALETTE } from "../src/model/palette";
import { outbox } from "../src/state/frameSession";
import { frameStore } from "../src/state/frameStore";
import { projectStore } from "../src/state/projectStore";
import { fitFrame, showFrame, viewportStore } from "../src/state/viewportStore";
import { answerCorrections } from "./portalDouble";
import { present } from "./probe";
import { askedFor, LABELS, makeShapes, PICTURE, SIZE } from "./scenery";
import "../src/styles/workbench.css";
import "./page.css";

const FRAME_ID = "frm_bench";
const about = { project_id: "prj_bench", asset_id: "ast_bench", frame_id: FRAME_ID };

function contentsOf(shapes: readonly Shape[]): FrameContents {
  const { project_id, asset_id } = about;
  return {
    frame: { id: FRAME_ID, asset_id, project_id, index: 0, ...SIZE, seq: 1, image_url: PICTURE, tiles: null },
    seq: 1,
    annotations: shapes.map(
      (shape, index): Annotation => ({
        ...about,
        id: `ann_${index}`,
        revision: 1,
        label: `label ${index % LABELS}`,
        shape,
        derived_from: null,
        prompted_by: null,
        imported_by: null,
        attributes: {},
        occluded: false,
        z: 0,
        group: null,
        actor: null,
        updated_at: "",
      }),
    ),
    predictions: [],
    model_version: null,
    model_versions: [],
    pinned_version_id: null,
  };
}

const { kind, count } = askedFor();
const shapes = makeShapes(kind, count);
const from = performance.now();

answerCorrections();
void outbox.begin("usr_bench");
projectStore.setState({
  project: { id: about.project_id, my_role: "annotator" } as Project,
  colours: new Map(PALETTE.map((colour, index) => [`label ${index}`, colour])),
});
frameStore.load(contentsOf(shapes), []);
frameStore.open(FRAME_ID);
const page = document.getElementById("page") as HTMLElement;
createRoot(page).render(createElement(CanvasStage, { name: "Bench" }));

function middleOfTarget(): Point {
  const shape = frameStore.openFrame()?.annotations.get(`ann_${count - 1}`)?.shape;
  const bounds = shape ? shapeBounds(shape) : null;
  return bounds ? [bounds.x + bounds.width / 2, bounds.y + bounds.height / 2] : [0, 0];
}

function whenDrawn(): void {
  const root = page.querySelector<CanvasRoot>(".stage");
  if (root?.dataset["image"] !== "ready" || root.dataset["annotations"] !== String(count)) {
    requestAnimationFrame(whenDrawn);
    return;
  }
  present(
    {
      toScreen: ([x, y]) => {
        const at = root.tandem?.toScreen(x, y);
        return [at?.x ?? 0, at?.y ?? 0];
      },
      scale: () => viewportStore.getState().view.scale,
      target: middleOfTarget,
      fit: fitFrame,
    },
    from,
  );
}

showFrame(SIZE);
whenDrawn();
