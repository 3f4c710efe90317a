/** Collects the files of a drop or a picker, folders walked to their end. */
import { filesOf, handleOfItem, isHidden } from "../api/fileHandles";

/** Every file of a drop, folders included, hidden ones left out. */
export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  // All is asked for at once: after the first wait a drop is empty.
  const dropped = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), handle: handleOfItem(item) }));
  const loose = [...transfer.files];
  if (dropped.every(({ entry }) => entry === null)) return loose;
  const files: File[] = [];
  for (const { entry, handle } of dropped) {
    const found = await handle;
    if (found) await filesOf(found, files);
    else if (entry) await collect(entry, files);
  }
  return files;
}

async function collect(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (isHidden(entry.name)) return;
  if (entry instanceof FileSystemFileEntry) {
    files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return;
  const reader = entry.createReader();
  // A directory is handed out in pieces of about a hundred; an empty piece is the end.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) return;
    for (const child of piece) await collect(child, files);
  }
}

export function withoutHidden(files: readonly File[]): File[] {
  return files.filter((file) => !isHidden(file.name));
}
