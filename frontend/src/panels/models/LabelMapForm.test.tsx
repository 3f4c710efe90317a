// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ModelVersion, Project } from "../../contract/contract";
import { project } from "../../model/testing";
import { LabelMapForm } from "./LabelMapForm";

let root: Root;
const sent: unknown[] = [];
const champion = { id: "mdl_1", name: "net", version: "1", labels: ["cat", "dog", "sofa"] } as ModelVersion;
const labels = [{ name: "cat" }, { name: "wolf" }] as Project["labels"];

async function show(fields: Partial<Project>): Promise<void> {
  document.body.innerHTML = '<div id="panel"></div>';
  root = createRoot(document.getElementById("panel") as HTMLElement);
  await act(async () => root.render(<LabelMapForm project={project({ champion, labels, ...fields })} />));
}

const lists = () => [...document.querySelectorAll("select")];

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify({ code: "input_invalid", message: "no", fields: {} }), {
      status: 400,
    });
  });
});
afterEach(() => act(async () => root.unmount()));

test("says that there is nothing to translate when the project has all labels", async () => {
  await show({ champion: { ...champion, labels: ["cat"] } });
  expect(document.body.textContent).toContain("nothing to translate");
  expect(lists()).toEqual([]);
});

test("saves what was chosen and keeps what the map says of labels of other versions", async () => {
  await show({ label_map: { sofa: null, tree: "wolf" } });
  const [dog, sofa] = lists();
  expect(lists().map((list) => list.selectedOptions[0]?.textContent)).toEqual(["as it is", "leave out"]);
  await act(async () => {
    for (const [list, chosen] of [
      [dog, "wolf"],
      [sofa, "as it is"],
    ] as const) {
      if (!list) continue;
      list.value = [...list.options].find((option) => option.textContent === chosen)?.value ?? "";
      list.dispatchEvent(new Event("change", { bubbles: true }));
      await Promise.resolve();
    }
  });
  await act(async () => document.querySelector("form")?.requestSubmit());
  expect(sent).toEqual([{ label_map: { tree: "wolf", dog: "wolf" } }]);
});
