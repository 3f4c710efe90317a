/** Ids that the client makes itself, so that offline work and undo have stable names. */

const hex = (length: number): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** Begins with the moment it is made, as the server's own: objects sort in the order they were drawn. */
export function newAnnotationId(): string {
  return `ann_${Date.now().toString(16).padStart(12, "0")}${hex(20)}`;
}

/** The id that the members of a new group share. */
export function newGroupId(): string {
  return `grp_${hex(16)}`;
}

/** A version 4 UUID; made by hand because crypto.randomUUID is missing outside secure contexts. */
export function newMutationId(): string {
  const digits = hex(32);
  const variant = ((Number.parseInt(digits[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}
