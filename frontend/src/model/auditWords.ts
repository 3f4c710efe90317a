/** Words for the audit trail: what an act is called, and what its JSON texts say. */

/** `model_version.rolled_back` is "model version rolled back". */
export const actWords = (act: string): string => act.replace(/[._]/g, " ");

/** The nouns of acts, each once, in order. */
export const nounsOf = (acts: readonly string[]): string[] => [
  ...new Set(acts.map((act) => act.split(".")[0] ?? act)),
];

/** A JSON text laid out to be read; one that was cut is shown as it is. */
export function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
