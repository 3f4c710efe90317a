/** Reads a pack of JPEGs: a head, a table of places, and the pictures end to end. */

const MAGIC = "TNDTILE1";
const HEAD = 12;
const ENTRY = 12;

/** The bytes of each picture in a pack, in order.
 *
 * @throws RangeError when the bytes are no pack.
 */
export function readPack(bytes: ArrayBuffer): Uint8Array<ArrayBuffer>[] {
  const fault = () => new RangeError("these bytes are no pack of pictures");
  if (bytes.byteLength < HEAD) throw fault();
  const view = new DataView(bytes);
  const magic = String.fromCharCode(...new Uint8Array(bytes, 0, MAGIC.length));
  const count = view.getUint32(8);
  if (magic !== MAGIC || bytes.byteLength < HEAD + count * ENTRY) throw fault();
  return Array.from({ length: count }, (_, place) => {
    const entry = HEAD + place * ENTRY;
    const offset = Number(view.getBigUint64(entry));
    const length = view.getUint32(entry + 8);
    if (offset + length > bytes.byteLength) throw fault();
    return new Uint8Array(bytes, offset, length);
  });
}
