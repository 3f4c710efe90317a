import { expect, test } from "vitest";
import { faultsByFile } from "./modelFiles";

test.each([
  ["model_file_invalid", {}, {}],
  ["model_file_invalid", { model: "empty" }, { model: "empty" }],
  ["model_file_invalid", { decoder: "missing" }, { decoder: "missing" }],
  ["input_invalid", { manifest: "missing" }, { manifest: "missing" }],
  ["manifest_invalid", { decoder: "unknown kind" }, { manifest: "decoder: unknown kind" }],
  [
    "manifest_invalid",
    { "thresholds.floor": "above 1", labels: "empty" },
    { manifest: "thresholds.floor: above 1; labels: empty" },
  ],
])("%s %o is shown at its file", (code, fields, shown) => {
  expect(faultsByFile(code, fields)).toEqual(shown);
});
