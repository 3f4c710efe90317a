/** Asks a worker for the hashes of a file that is being sent. */

export type HashQuestion =
  | { readonly id: number; readonly ask: "piece"; readonly start: number; readonly end: number }
  | { readonly id: number; readonly ask: "whole" };

export interface HashAnswer {
  readonly id: number;
  /** Null when the file could not be read. */
  readonly hash: string | null;
}

type Question = { ask: "piece"; start: number; end: number } | { ask: "whole" };

/** The file was changed or removed since the person chose it, or it may no longer be read. */
export class FileUnreadable extends Error {
  constructor() {
    super("The file can no longer be read.");
    this.name = "FileUnreadable";
  }
}

interface Waiting {
  resolve(hash: string | null): void;
  reject(fault: Error): void;
}

export class FileHasher {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | null;
  private asked = 0;

  constructor(file: Blob) {
    this.worker = new Worker(new URL("./fileHasher.worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data: reply }: MessageEvent<HashAnswer>) => {
      const asker = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (reply.hash === null) asker?.reject(new FileUnreadable());
      else asker?.resolve(reply.hash);
    };
    // Without a worker the file still goes, unhashed.
    this.worker.onerror = () => this.close();
    this.worker.postMessage(file);
  }

  /** The sha256 of a part of the file in base64; null where nothing can be hashed. */
  piece(start: number, end: number): Promise<string | null> {
    return this.ask({ ask: "piece", start, end });
  }

  /** The sha256 of the whole file in hexadecimal digits, asked for once; null where nothing can be hashed. */
  whole(): Promise<string | null> {
    return this.ask({ ask: "whole" });
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    for (const asker of this.waiting.values()) asker.resolve(null);
    this.waiting.clear();
  }

  private ask(question: Question): Promise<string | null> {
    const { worker } = this;
    if (!worker) return Promise.resolve(null);
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id } satisfies HashQuestion);
    });
  }
}
