/** Keeps what was used last within a number of bytes, and disposes of the rest. */

export interface ByteCache<T> {
  /** What is kept under a name; asking for it counts as a use. */
  get(key: string): T | undefined;
  has(key: string): boolean;
  put(key: string, value: T): void;
  readonly bytes: number;
  readonly size: number;
}

export interface ByteCacheOptions<T> {
  readonly limit: number;
  bytesOf(value: T): number;
  dispose(value: T): void;
}

/** Nothing above the limit is kept but the value that was put last. */
export function createByteCache<T>({ limit, bytesOf, dispose }: ByteCacheOptions<T>): ByteCache<T> {
  const kept = new Map<string, T>();
  let bytes = 0;

  function drop(key: string, value: T): void {
    kept.delete(key);
    bytes -= bytesOf(value);
    dispose(value);
  }

  return {
    get(key) {
      const value = kept.get(key);
      if (value === undefined) return undefined;
      kept.delete(key);
      kept.set(key, value);
      return value;
    },
    has: (key) => kept.has(key),
    put(key, value) {
      const before = kept.get(key);
      if (before !== undefined) drop(key, before);
      kept.set(key, value);
      bytes += bytesOf(value);
      for (const [old, oldest] of kept) {
        if (bytes <= limit || old === key) break;
        drop(old, oldest);
      }
    },
    get bytes() {
      return bytes;
    },
    get size() {
      return kept.size;
    },
  };
}
