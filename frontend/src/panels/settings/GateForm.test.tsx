// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Project } from "../../contract/contract";
import { project } from "../../model/testing";
import { GateForm } from "./GateForm";

let root: Root;
const sent: unknown[] = [];
const labels = [{ name: "cat" }, { name: "dog" }] as Project["labels"];
const gate = { ...project().gate, protected: ["cat"] };

const show = (fields: Partial<Project> = {}) =>
  act(async () => root.render(<GateForm project={project({ labels, gate, ...fields })} />));
const save = () => act(async () => document.querySelector("form")?.requestSubmit());
const chips = () => [...document.querySelectorAll(".label-dot")].map((chip) => chip.textContent);

beforeEach(() => {
  sent.length = 0;
  document.body.innerHTML = '<div id="panel"></div>';
  root = createRoot(document.getElementById("panel") as HTMLElement);
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify({ code: "input_invalid", message: "no", fields: {} }), {
      status: 400,
    });
  });
});
afterEach(() => act(async () => root.unmount()));

test("labels are protected and let go by chips, and the focus goes on to the list", async () => {
  await show();
  expect(chips()).toEqual(["cat"]);
  const list = document.querySelector("select");
  await act(async () => {
    if (list) list.value = "dog";
    list?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(chips()).toEqual(["cat", "dog"]);
  await act(async () =>
    document.querySelector<HTMLButtonElement>('[aria-label="Protect cat no longer"]')?.click(),
  );
  expect(document.activeElement).toBe(list);
  await save();
  expect(sent).toEqual([{ gate: { ...gate, protected: ["dog"] } }]);
});

test("what others save meanwhile is shown and kept, beside what one has changed", async () => {
  await show();
  await act(async () => document.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click());
  await show({ gate: { ...gate, margin: 0.03, promote: "ask" } });
  await save();
  expect(sent).toEqual([{ gate: { ...gate, margin: 0.03, promote: "ask", shadow: true } }]);
});
