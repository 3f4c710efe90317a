/** Holds the layers: app -> panels | canvas -> state -> api -> model -> contract. */
const above = (layers) => `^src/(${layers.join("|")})/`;

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "panels-not-app-or-canvas",
      severity: "error",
      from: { path: "^src/panels/" },
      to: { path: above(["app", "canvas"]) },
    },
    {
      name: "canvas-not-app-or-panels",
      severity: "error",
      from: { path: "^src/canvas/" },
      to: { path: above(["app", "panels"]) },
    },
    {
      name: "state-looks-down",
      severity: "error",
      from: { path: "^src/state/" },
      to: { path: above(["app", "panels", "canvas"]) },
    },
    {
      name: "api-looks-down",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: above(["app", "panels", "canvas", "state"]) },
    },
    {
      name: "model-looks-down",
      severity: "error",
      from: { path: "^src/model/" },
      to: { path: above(["app", "panels", "canvas", "state", "api"]) },
    },
    {
      name: "contract-stands-alone",
      severity: "error",
      from: { path: "^src/contract/" },
      to: { path: above(["app", "panels", "canvas", "state", "api", "model"]) },
    },
    {
      name: "react-only-above-state",
      severity: "error",
      from: { path: above(["state", "api", "model", "contract"]) },
      to: { path: "node_modules/(react|react-dom|lucide-react)/" },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: "(\\.d\\.ts|\\.css|\\.test\\.tsx?|main\\.tsx)$" },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};
