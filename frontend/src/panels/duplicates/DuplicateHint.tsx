/** Says that pictures are nearly the same, where people meet them: over the list, and after an upload. */
import { Images } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { countGrouped } from "../../model/duplicates";
import { assetsStore } from "../../state/assetsStore";
import { countDuplicates, duplicatesStore } from "../../state/duplicates";
import { projectPath } from "../../state/routeStore";
import { showCount } from "../ui/format";
import { Link } from "../ui/parts";

/** How many groups wait for a choice; nothing where there are none. */
export function DuplicateChip({ projectId }: { projectId: string }) {
  const open = useStore(duplicatesStore, (state) =>
    state.projectId === projectId ? (state.counts?.open ?? 0) : 0,
  );
  useEffect(() => void countDuplicates(projectId), [projectId]);
  if (open === 0) return null;
  return (
    <Link to={projectPath(projectId, "duplicates")} className="duplicate-chip">
      <Images size={13} aria-hidden="true" /> Near-duplicates: {showCount(open, "group")}
    </Link>
  );
}

/** How many of the uploaded pictures are nearly the same as others. */
export function UploadedTwins({
  projectId,
  assetIds,
}: {
  projectId: string;
  assetIds: readonly (string | null)[];
}) {
  const count = useStore(assetsStore, ({ byId }) => countGrouped(assetIds, byId));
  if (count === 0) return null;
  return (
    <p className="notice uploaded-twins" role="status">
      <Images size={15} aria-hidden="true" />
      {count === 1
        ? "One of these is nearly the same as another picture."
        : `${count.toLocaleString("en")} of these are nearly the same as other pictures.`}{" "}
      <Link to={projectPath(projectId, "duplicates")}>Look at them</Link>
    </p>
  );
}
