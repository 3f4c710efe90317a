import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "./http";
import { askPrompt } from "./prompts";

const ANSWER = {
  shape: { type: "mask", size: [4, 4], counts: [5, 2, 9] },
  polygon: null,
  score: 0.5,
  model_version_id: "mdl_1",
  milliseconds: 3,
};
const PROMPT = { points: [{ x: 1, y: 1, positive: true }] };

let answers: Response[] = [];
let asked = 0;

const refusal = (status: number, headers: HeadersInit = {}) =>
  new Response(JSON.stringify({ code: "too_many_requests", message: "Others are before you.", fields: {} }), {
    status,
    headers,
  });
const good = () => new Response(JSON.stringify(ANSWER));

function ask(signal = new AbortController().signal): Promise<unknown> {
  const outcome = askPrompt("frm_1", PROMPT, signal);
  outcome.catch(() => undefined);
  return outcome;
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  vi.stubGlobal("fetch", async () => answers[asked++]);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a prompt that was sent away is asked once more after the time that the portal says", async () => {
  answers = [refusal(429, { "Retry-After": "2" }), good()];
  const outcome = ask();
  await vi.advanceTimersByTimeAsync(1_999);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await outcome).toMatchObject({ score: 0.5 });
  expect(asked).toBe(2);
});

test("a second refusal is the person's to see", async () => {
  answers = [refusal(429, { "Retry-After": "1" }), refusal(429, { "Retry-After": "1" }), good()];
  const outcome = ask();
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(outcome).rejects.toMatchObject({ status: 429, message: "Others are before you." });
  expect(asked).toBe(2);
});

test.each([
  ["no time is named", refusal(429)],
  ["the time is no number", refusal(429, { "Retry-After": "soon" })],
  ["it would take too long", refusal(429, { "Retry-After": "300" })],
  ["it was refused for another reason", refusal(503, { "Retry-After": "1" })],
])("it is not asked again when %s", async (_why, first) => {
  answers = [first, good()];
  const outcome = ask();
  await vi.advanceTimersByTimeAsync(600_000);
  await expect(outcome).rejects.toBeInstanceOf(ApiError);
  expect(asked).toBe(1);
});

test("a prompt that is dropped while it pauses is not asked again", async () => {
  answers = [refusal(429, { "Retry-After": "1" }), good()];
  const dropped = new AbortController();
  const outcome = ask(dropped.signal);
  await vi.advanceTimersByTimeAsync(500);
  dropped.abort();
  await expect(outcome).rejects.toMatchObject({ name: "AbortError" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(1);
});
