/** The requests of the tus client: signed with the CSRF token, their bytes hashed, and given up when they stand still. */
import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";
import type { FileHasher } from "./fileHasher";
import { csrf } from "./http";

/** Silence on a connection after which it is taken for dead. */
const SILENCE_MS = 30_000;
/** After the last byte the portal may have a large file to hash. */
const THINKING_MS = 180_000;

export class CheckedRequests implements HttpStack {
  private readonly hasher: FileHasher | null;
  private readonly size: number;

  /** @param hasher hashes the file of `size` bytes that the requests carry; null sends it unhashed. */
  constructor(hasher: FileHasher | null, size: number) {
    this.hasher = hasher;
    this.size = size;
  }

  createRequest(method: string, url: string): HttpRequest {
    return new CheckedRequest(method, url, this.hasher, this.size);
  }

  getName(): string {
    return "CheckedRequests";
  }
}

class CheckedRequest implements HttpRequest {
  private readonly xhr = new XMLHttpRequest();
  private readonly headers = new Map<string, string>();
  private readonly method: string;
  private readonly url: string;
  private readonly hasher: FileHasher | null;
  private readonly size: number;
  private onSent: (bytes: number) => void = () => undefined;
  private aborted = false;

  constructor(method: string, url: string, hasher: FileHasher | null, size: number) {
    this.method = method;
    this.url = url;
    this.hasher = hasher;
    this.size = size;
    this.xhr.open(method, url, true);
  }

  getMethod(): string {
    return this.method;
  }

  getURL(): string {
    return this.url;
  }

  setHeader(header: string, value: string): void {
    this.xhr.setRequestHeader(header, value);
    this.headers.set(header, value);
  }

  getHeader(header: string): string | undefined {
    return this.headers.get(header);
  }

  setProgressHandler(handler: (bytesSent: number) => void): void {
    this.onSent = handler;
  }

  async send(body: Blob | null = null): Promise<HttpResponse> {
    if (body && this.hasher) await this.addHashes(this.hasher, body);
    return new Promise((resolve, reject) => {
      // As with an aborted request of the browser, nobody waits for the answer.
      if (this.aborted) return;
      const { xhr } = this;
      let watch: ReturnType<typeof setTimeout> | undefined;
      const expect = (milliseconds: number) => {
        clearTimeout(watch);
        watch = setTimeout(() => {
          xhr.abort();
          reject(new Error("The connection stood still."));
        }, milliseconds);
      };
      xhr.upload.onprogress = (event) => {
        expect(SILENCE_MS);
        if (event.lengthComputable) this.onSent(event.loaded);
      };
      xhr.upload.onload = () => expect(THINKING_MS);
      xhr.onabort = () => clearTimeout(watch);
      xhr.onload = () => {
        clearTimeout(watch);
        resolve(new Answer(xhr));
      };
      xhr.onerror = () => {
        clearTimeout(watch);
        reject(new Error("The connection was lost."));
      };
      this.setHeader("X-CSRFToken", csrf());
      expect(SILENCE_MS);
      xhr.send(body);
    });
  }

  abort(): Promise<void> {
    this.aborted = true;
    this.xhr.abort();
    return Promise.resolve();
  }

  getUnderlyingObject(): XMLHttpRequest {
    return this.xhr;
  }

  private async addHashes(hasher: FileHasher, body: Blob): Promise<void> {
    const start = Number(this.getHeader("Upload-Offset"));
    const end = start + body.size;
    const piece = await hasher.piece(start, end);
    if (piece === null || this.aborted) return;
    this.setHeader("Upload-Checksum", `sha256 ${piece}`);
    if (end < this.size) return;
    const whole = await hasher.whole();
    if (whole !== null && !this.aborted) this.setHeader("Tandem-Sha256", whole);
  }
}

class Answer implements HttpResponse {
  private readonly xhr: XMLHttpRequest;

  constructor(xhr: XMLHttpRequest) {
    this.xhr = xhr;
  }

  getStatus(): number {
    return this.xhr.status;
  }

  getHeader(header: string): string | undefined {
    return this.xhr.getResponseHeader(header) ?? undefined;
  }

  getBody(): string {
    return this.xhr.responseText;
  }

  getUnderlyingObject(): XMLHttpRequest {
    return this.xhr;
  }
}
