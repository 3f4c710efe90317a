/** Lets the tool at work answer a key before its command does: Enter closes a polygon before it approves a picture. */

/** `finish` ends the shape, `back` takes the last point back, `forward` puts it there again, `remove` takes the chosen point, `visibility` turns a keypoint's. */
export type ToolKey = "finish" | "back" | "forward" | "remove" | "visibility";

type Answer = (key: ToolKey) => boolean;

let answer: Answer | null = null;

/** The canvas answers from now on; returns how to stop. */
export function answerToolKeys(by: Answer): () => void {
  answer = by;
  return () => {
    if (answer === by) answer = null;
  };
}

/** Offer a key to the tool at work; true when the tool took it. */
export function offerToolKey(key: ToolKey): boolean {
  return answer?.(key) ?? false;
}

/** A command that the tool at work may answer in its own way. */
export function unlessTool(key: ToolKey, otherwise: () => void): () => void {
  return () => {
    if (!offerToolKey(key)) otherwise();
  };
}
