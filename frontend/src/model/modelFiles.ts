/** The files that a model version comes in, and which of them a refusal is about. */

export type ModelFile = "model" | "manifest" | "decoder";

/** The reasons of a refusal by file; empty when it is about none of them. */
export function faultsByFile(
  code: string,
  fields: Readonly<Record<string, string>>,
): Partial<Record<ModelFile, string>> {
  const reasons: Partial<Record<ModelFile, string[]>> = {};
  for (const [path, reason] of Object.entries(fields)) {
    // A manifest has a part called decoder too; its code tells the two apart.
    const file = path === "model" || path === "decoder" ? path : "manifest";
    const within = code === "manifest_invalid" ? "manifest" : file;
    const text = within === path || path === "manifest" ? reason : `${path}: ${reason}`;
    reasons[within] = [...(reasons[within] ?? []), text];
  }
  return Object.fromEntries(Object.entries(reasons).map(([file, said]) => [file, said.join("; ")]));
}
