// @vitest-environment happy-dom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { project } from "../../model/testing";
import { QueueForm } from "./QueueForm";

let root: Root;
const sent: unknown[] = [];
let answer: () => Response;

async function show(role: "manager" | "annotator"): Promise<void> {
  document.body.innerHTML = '<div id="panel"></div>';
  root = createRoot(document.getElementById("panel") as HTMLElement);
  await act(async () => root.render(<QueueForm project={project({ my_role: role })} />));
}

const save = () => act(async () => document.querySelector("form")?.requestSubmit());

function write(input: HTMLInputElement | null, value: string): Promise<void> {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  return act(async () => {
    setter?.call(input, value);
    input?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const minutes = () => document.querySelector<HTMLInputElement>('input[inputmode="decimal"]');

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return answer();
  });
});
afterEach(() => act(async () => root.unmount()));

test("saving sends the whole queue and nothing else; a refusal stands at its field", async () => {
  await show("manager");
  answer = () =>
    new Response(
      JSON.stringify({
        code: "input_invalid",
        message: "no",
        fields: { "queue.lease_minutes": "far too long" },
      }),
      { status: 400 },
    );
  await write(minutes(), "30");
  await save();
  expect(sent).toEqual([{ queue: { mix: [{ strategy: "uncertainty", share: 1 }], lease_minutes: 30 } }]);
  expect(minutes()?.getAttribute("aria-invalid")).toBe("true");
  const told = document.getElementById(minutes()?.getAttribute("aria-describedby") ?? "");
  expect(told?.textContent).toContain("far too long");
});

test("a number that is none is not sent", async () => {
  await show("manager");
  await write(minutes(), "soon");
  await save();
  expect(sent).toEqual([]);
  expect(minutes()?.getAttribute("aria-invalid")).toBe("true");
});

test("who is not a manager can only look", async () => {
  await show("annotator");
  expect(document.querySelector("fieldset")?.disabled).toBe(true);
  expect(document.querySelector('button[type="submit"]')).toBeNull();
});
