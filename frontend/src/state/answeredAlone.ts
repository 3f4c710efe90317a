/** What follows when a person's own answer is in: the frame is the others' again, and they may hear how it went. */
import type { TruthScore } from "../contract/quality";
import { undoStack } from "./frameSession";
import { frameStore } from "./frameStore";
import { toast } from "./toastStore";

export function answeredAlone(frameId: string, feedback: TruthScore | null): void {
  frameStore.settleAlone(frameId);
  undoStack.drop(frameId);
  if (feedback) toast(wordsOf(feedback), feedback.f1 === null || feedback.f1 >= 0.8 ? "good" : "bad");
}

/** How an answer compares with the known truth, in a sentence. */
export function wordsOf({ found, called, missed, extra, mean_iou }: TruthScore): string {
  const whole = found + called + missed;
  if (whole === 0)
    return extra === 0 ? "Checked: nothing was there, and you drew nothing." : "Checked: nothing was there.";
  const parts = [`${found} of ${whole} right`];
  if (called > 0) parts.push(`${called} under another label`);
  if (missed > 0) parts.push(`${missed} missed`);
  if (extra > 0) parts.push(`${extra} too many`);
  if (mean_iou !== null) parts.push(`overlap ${Math.round(mean_iou * 100)} %`);
  return `This picture's truth is known: ${parts.join(", ")}.`;
}
