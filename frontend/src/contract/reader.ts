/** Reads fields of an untrusted JSON object and names the path of the first one that is wrong. */

export class DecodeError extends Error {
  readonly path: string;
  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
    this.name = "DecodeError";
    this.path = path;
  }
}

export type Decoder<T> = (value: unknown, path: string) => T;

export class Reader {
  readonly path: string;
  private readonly fields: Record<string, unknown>;

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new DecodeError(path, "an object");
    this.fields = value as Record<string, unknown>;
    this.path = path;
  }

  at(name: string): string {
    return `${this.path}.${name}`;
  }

  has(name: string): boolean {
    const value = this.fields[name];
    return value !== undefined && value !== null;
  }

  text(name: string, fallback?: string): string {
    const value = this.fields[name];
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    if (fallback !== undefined && !this.has(name)) return fallback;
    throw new DecodeError(this.at(name), "text");
  }

  textOrNull(name: string): string | null {
    return this.has(name) ? this.text(name) : null;
  }

  number(name: string, fallback?: number): number {
    const value = this.fields[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (fallback !== undefined && !this.has(name)) return fallback;
    throw new DecodeError(this.at(name), "a number");
  }

  numberOrNull(name: string): number | null {
    return this.has(name) ? this.number(name) : null;
  }

  flag(name: string, fallback = false): boolean {
    const value = this.fields[name];
    return typeof value === "boolean" ? value : fallback;
  }

  choice<T extends string>(name: string, allowed: readonly T[], fallback?: T): T {
    const value = this.fields[name];
    const found = allowed.find((item) => item === value);
    if (found !== undefined) return found;
    if (fallback !== undefined) return fallback;
    throw new DecodeError(this.at(name), allowed.join(" or "));
  }

  nested<T>(name: string, decoder: Decoder<T>): T {
    return decoder(this.fields[name], this.at(name));
  }

  nestedOrNull<T>(name: string, decoder: Decoder<T>): T | null {
    return this.has(name) ? this.nested(name, decoder) : null;
  }

  /** A list in which every record must be right. */
  list<T>(name: string, decoder: Decoder<T>): T[] {
    return decodeList(this.fields[name], this.at(name), decoder);
  }

  /** A list from which a bad record is dropped with a report, so that one fault never empties a page. */
  sieve<T>(name: string, decoder: Decoder<T>): T[] {
    const value = this.fields[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw new DecodeError(this.at(name), "a list");
    const kept: T[] = [];
    value.forEach((item, index) => {
      try {
        kept.push(decoder(item, `${this.at(name)}[${index}]`));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        reportDropped(error);
      }
    });
    return kept;
  }
}

export function decodeList<T>(value: unknown, path: string, decoder: Decoder<T>): T[] {
  if (!Array.isArray(value)) throw new DecodeError(path, "a list");
  return value.map((item, index) => decoder(item, `${path}[${index}]`));
}

type DropListener = (error: DecodeError) => void;
let dropListener: DropListener = () => undefined;

/** Register who hears about dropped records. */
export function onDroppedRecord(listener: DropListener): void {
  dropListener = listener;
}

export function reportDropped(error: DecodeError): void {
  dropListener(error);
}
