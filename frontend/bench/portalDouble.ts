/** Answers corrections in the page as the portal would, so that dragged shapes are saved and the outbox empties. */
import type { Annotation, Correction, CorrectionsAnswer } from "../src/contract/contract";
import { frameStore } from "../src/state/frameStore";

let seq = 1;

function answer(corrections: readonly Correction[]): CorrectionsAnswer {
  const frame = frameStore.openFrame();
  seq += 1;
  return {
    seq,
    results: corrections.map((correction) => {
      const shown = frame?.annotations.get(correction.annotation_id ?? "");
      const revision = (correction.revision ?? 0) + 1;
      const annotation: Annotation | null = shown
        ? { ...shown, revision, ...(correction.shape ? { shape: correction.shape } : {}) }
        : null;
      const { mutation_id } = correction;
      return { mutation_id, status: "applied", annotation, revision, seq, repeated: false, removed: false };
    }),
  };
}

/** Stand in for the portal's write of corrections; every other request goes out as it is. */
export function answerCorrections(): void {
  const fetchOut = window.fetch.bind(window);
  window.fetch = (input, init) => {
    if (!String(input).endsWith("/corrections")) return fetchOut(input, init);
    const { corrections } = JSON.parse(String(init?.body)) as { corrections: Correction[] };
    return Promise.resolve(Response.json(answer(corrections)));
  };
}
