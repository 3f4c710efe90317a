/** The formats that labels leave in, and those that tracks come back from. */
export const EXPORT_FORMATS = [
  { format: "coco", title: "COCO" },
  { format: "yolo", title: "YOLO" },
  { format: "mot", title: "MOT", note: "Tracks of videos as boxes, MOTChallenge 1.1" },
  { format: "cvat_video", title: "CVAT video", note: "Tracks of videos with all shapes, CVAT for video 1.1" },
] as const;

export const formatTitle = (format: string): string =>
  EXPORT_FORMATS.find((known) => known.format === format)?.title ?? format;

export const IMPORT_FORMATS = [
  { format: "mot", title: "MOTChallenge 1.1 (gt.txt, or a zip)" },
  { format: "cvat_video", title: "CVAT for video 1.1 (XML, or a zip)" },
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number]["format"];

/** What a file's name says of its format; null where both are possible. */
export function guessFormat(name: string): ImportFormat | null {
  const lower = name.toLowerCase();
  if (lower.endsWith(".xml") || lower.includes("cvat")) return "cvat_video";
  if (lower.endsWith(".txt") || lower.endsWith(".csv") || /(^|[^a-z])mot([^a-z]|$)/.test(lower)) return "mot";
  return null;
}
