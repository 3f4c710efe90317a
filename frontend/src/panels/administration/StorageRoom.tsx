/** What all files take, what the disk has left, and what each project may hold. */
import { useEffect } from "react";
import { useStore } from "zustand";
import { loadStorage, storageStore } from "../../state/administration";
import { showBytes } from "../ui/format";
import { ProgressBar } from "../ui/parts";
import { QuotaList } from "./ProjectRooms";

export function StorageRoom() {
  const storage = useStore(storageStore, (state) => state.storage);
  useEffect(() => void loadStorage(), []);
  const most = storage?.default_quota;
  return (
    <>
      {storage && (
        <div className="work-cards">
          <section className="card" aria-label="Disk">
            <h2>Disk</h2>
            <ProgressBar fraction={1 - storage.disk_free / storage.disk_size} name="Disk in use" />
            <p>
              {showBytes(storage.disk_free)} of {showBytes(storage.disk_size)} are free.
            </p>
          </section>
          <section className="card" aria-label="Files">
            <h2>Files</h2>
            <p>
              {showBytes(storage.total_bytes)}: originals {showBytes(storage.usage.originals)}, shown pictures{" "}
              {showBytes(storage.usage.prepared)}, exports {showBytes(storage.usage.exports)}, models{" "}
              {showBytes(storage.usage.models)}
            </p>
            <p className="muted">
              {most && (most.bytes !== null || most.assets !== null)
                ? `A project without a limit of its own may hold ${[most.bytes === null ? null : showBytes(most.bytes), most.assets === null ? null : `${most.assets} files`].filter(Boolean).join(" and ")}.`
                : "A project without a limit of its own may hold what the disk does."}
            </p>
          </section>
        </div>
      )}
      <QuotaList />
    </>
  );
}
