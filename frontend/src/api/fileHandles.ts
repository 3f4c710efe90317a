/** Files that a later page may open again: Chromium hands out handles to them, other browsers do not. */

interface Permitting {
  queryPermission?(wish: { mode: "read" }): Promise<PermissionState>;
  requestPermission?(wish: { mode: "read" }): Promise<PermissionState>;
}

export type FileHandle = FileSystemFileHandle & Permitting;

interface Pickers {
  showOpenFilePicker?(options: { multiple: boolean }): Promise<FileSystemFileHandle[]>;
  showDirectoryPicker?(): Promise<FileSystemDirectoryHandle>;
}

interface Walked {
  values(): AsyncIterable<FileSystemHandle>;
}

interface HandingItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

const HIDDEN = /^\.|^__MACOSX$|^Thumbs\.db$/;
export const isHidden = (name: string): boolean => HIDDEN.test(name);

const handles = new WeakMap<File, FileHandle>();

/** What opens a file again, where the browser told. */
export const handleOf = (file: File): FileHandle | null => handles.get(file) ?? null;

const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === "file";
const isFolder = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
  handle.kind === "directory";

/** Open a file by its handle. */
export async function openHandle(handle: FileHandle): Promise<File> {
  const file = await handle.getFile();
  handles.set(file, handle);
  return file;
}

/** The files of a handle, a folder's to its end, hidden ones left out. */
export async function filesOf(handle: FileSystemHandle, into: File[] = []): Promise<File[]> {
  if (isHidden(handle.name)) return into;
  if (isFile(handle)) into.push(await openHandle(handle));
  else if (isFolder(handle))
    for await (const child of (handle as unknown as Walked).values()) await filesOf(child, into);
  return into;
}

/** The handle of what was dropped; to be asked for while the drop is being told. */
export function handleOfItem(item: DataTransferItem): Promise<FileSystemHandle | null> {
  const asked = (item as HandingItem).getAsFileSystemHandle?.();
  return asked ? asked.catch(() => null) : Promise.resolve(null);
}

/** Let the person choose files, or a folder; null where the browser has no such picker. */
export async function pickFiles(what: "files" | "folder"): Promise<File[] | null> {
  const { showOpenFilePicker: files, showDirectoryPicker: folder } = globalThis as Pickers;
  if (!files || !folder) return null;
  try {
    const chosen = what === "files" ? await files({ multiple: true }) : [await folder()];
    const found: File[] = [];
    for (const handle of chosen) await filesOf(handle, found);
    return found;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    // Closed without a choice; what the browser forbids here, the page's own field may still do.
    return error.name === "AbortError" ? [] : null;
  }
}

/** Whether a handle may be read; asking the person works while they press a key or button only. */
export async function mayRead(handle: FileHandle, ask: boolean): Promise<boolean> {
  const wish = { mode: "read" } as const;
  const now = (await handle.queryPermission?.(wish)) ?? "granted";
  if (now !== "prompt" || !ask) return now === "granted";
  return (await handle.requestPermission?.(wish)) === "granted";
}
