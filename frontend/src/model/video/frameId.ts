/** Names the frames of a video by its asset and their number, as the server does. */

/** The index of the one frame of a video that its tracks stand on. */
export const REEL_INDEX = -1;

const ASSET_PART = /^(?:ast_)?([0-9a-f]{24})(?:[0-9a-f]{8})?$/;
const VIDEO_FRAME = /^frm_([0-9a-f]{24})([0-9a-f]{8})$/;
const REEL_PART = 0xffffffff;

/** The id of a frame of a video by its number in presentation order, or of its reel.
 *
 * @throws RangeError when the asset's id is not one of ours, or the index is out of reach.
 */
export function videoFrameId(assetId: string, index: number): string {
  const part = ASSET_PART.exec(assetId)?.[1];
  if (part === undefined || !Number.isInteger(index) || index < REEL_INDEX || index >= REEL_PART)
    throw new RangeError(`no frame of a video can be named by ${assetId} and ${index}`);
  const number = index === REEL_INDEX ? REEL_PART : index;
  return `frm_${part}${number.toString(16).padStart(8, "0")}`;
}

export const reelId = (assetId: string): string => videoFrameId(assetId, REEL_INDEX);

/** The index that a frame's id names in a video; null when it is a frame of something else. */
export function indexInVideo(assetId: string, frameId: string): number | null {
  const named = VIDEO_FRAME.exec(frameId);
  if (!named?.[1] || !named[2] || ASSET_PART.exec(assetId)?.[1] !== named[1]) return null;
  const part = Number.parseInt(named[2], 16);
  return part === REEL_PART ? REEL_INDEX : part;
}
