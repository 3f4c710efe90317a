/** Collects the files of a drop or a picker, folders walked to their end. */

const HIDDEN = /^\.|^__MACOSX$|^Thumbs\.db$/;

/** Every file of a drop, folders included, hidden ones left out. */
export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => (item.kind === "file" ? item.webkitGetAsEntry() : null));
  const loose = [...transfer.files];
  if (entries.every((entry) => entry === null)) return loose;
  const files: File[] = [];
  for (const entry of entries) if (entry) await collect(entry, files);
  return files;
}

async function collect(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (HIDDEN.test(entry.name)) return;
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
  return files.filter((file) => !HIDDEN.test(file.name));
}
