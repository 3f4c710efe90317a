/** Annotorious on the bench: its OpenSeadragon build, which draws shapes with Pixi. */
import { createOSDAnnotator, type ImageAnnotation, ShapeType } from "@annotorious/openseadragon";
import OpenSeadragon from "openseadragon";
import type { Point, Shape } from "../../src/contract/contract";
import { shapeBounds } from "../../src/model/geometry";
import { PALETTE } from "../../src/model/palette";
import { present } from "../probe";
import { askedFor, LABELS, makeShapes, PICTURE, SIZE } from "../scenery";
import "@annotorious/openseadragon/annotorious-openseadragon.css";
import "../page.css";

function selectorOf(shape: Shape): ImageAnnotation["target"]["selector"] {
  const b = shapeBounds(shape) ?? { x: 0, y: 0, width: 0, height: 0 };
  const bounds = { minX: b.x, minY: b.y, maxX: b.x + b.width, maxY: b.y + b.height };
  if (shape.type === "polygon") {
    const points = shape.points.map(([x, y]) => [x, y]);
    return { type: ShapeType.POLYGON, geometry: { bounds, points } } as never;
  }
  const geometry = { bounds, x: b.x, y: b.y, w: b.width, h: b.height };
  return { type: ShapeType.RECTANGLE, geometry } as never;
}

const { kind, count } = askedFor();
const shapes = makeShapes(kind, count);
const from = performance.now();

const viewer = OpenSeadragon({
  element: document.getElementById("page") as HTMLElement,
  tileSources: { type: "image", url: PICTURE } as never,
  showNavigationControl: false,
  // Its WebGL drawer would draw in software here; this is the faster of the two on the bench's machine.
  drawer: "canvas",
  gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: false },
});
const annotator = createOSDAnnotator(viewer, {
  style: (annotation) => ({
    stroke: (PALETTE[Number(annotation.id.slice(4)) % LABELS] ?? "#ffffff") as never,
    strokeWidth: 1.5,
    fillOpacity: 0,
  }),
});

function whenDrawn(): void {
  if (!viewer.world.getItemAt(0)?.getFullyLoaded()) {
    requestAnimationFrame(whenDrawn);
    return;
  }
  present(
    {
      toScreen: ([x, y]) => {
        const at = viewer.viewport.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
        return [at.x, at.y];
      },
      scale: () => viewer.viewport.viewportToImageZoom(viewer.viewport.getZoom(true)),
      target: (): Point => {
        const { bounds } = annotator.getAnnotationById(`ann_${count - 1}`)?.target.selector.geometry ?? {};
        return bounds ? [(bounds.minX + bounds.maxX) / 2, (bounds.minY + bounds.maxY) / 2] : [0, 0];
      },
      fit: () => viewer.viewport.goHome(true),
    },
    from,
  );
}

viewer.addHandler("open", () => {
  annotator.setAnnotations(
    shapes.map(
      (shape, index): ImageAnnotation => ({
        id: `ann_${index}`,
        bodies: [],
        target: { annotation: `ann_${index}`, selector: selectorOf(shape) },
      }),
    ),
  );
  if (viewer.world.getItemAt(0).getContentSize().x !== SIZE.width) throw new Error("not the bench's picture");
  whenDrawn();
});
