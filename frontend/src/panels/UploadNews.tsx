/** Says aloud how uploads go on: beginnings, waits, each quarter of the way, and the end. */
import { useEffect, useState } from "react";
import { newsOf } from "../model/uploads/totals";
import { uploadsStore, uploadTotals } from "../state/uploadsStore";

export function UploadNews({ projectId }: { projectId: string }) {
  const [words, setWords] = useState("");
  useEffect(() => {
    let before = uploadTotals(uploadsStore.getState(), projectId);
    return uploadsStore.subscribe((state) => {
      const after = uploadTotals(state, projectId);
      const news = newsOf(before, after);
      before = after;
      if (news) setWords(news);
    });
  }, [projectId]);
  return (
    <span className="visually-hidden" aria-live="polite" data-testid="upload-news">
      {words}
    </span>
  );
}
