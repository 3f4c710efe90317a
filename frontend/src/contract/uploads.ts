/** An upload that waits for the rest of its bytes, as the portal lists it for the person who began it. */
import { type Decoder, Reader } from "./reader";

export interface UnfinishedUpload {
  id: string;
  name: string;
  /** What the browser that began it found in the file, to recognise it by. */
  fingerprint: string | null;
  length: number;
  /** The bytes that are safe at the portal. */
  offset: number;
  expires_at: string;
}

export const decodeUnfinishedUpload: Decoder<UnfinishedUpload> = (value, path) => {
  const r = new Reader(value, path);
  return {
    id: r.text("id"),
    name: r.text("name"),
    fingerprint: r.textOrNull("fingerprint"),
    length: r.number("length"),
    offset: r.number("offset"),
    expires_at: r.text("expires_at"),
  };
};
