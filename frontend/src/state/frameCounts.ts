/** The numbers of frames that this person asked for last, by what they were asked for. */

const USUAL = 30;
const keyOf = (name: string) => `tandem.frames.${name}`;

export function lastFrames(name: string): number {
  try {
    const kept = Number.parseInt(localStorage.getItem(keyOf(name)) ?? "", 10);
    return kept > 0 ? kept : USUAL;
  } catch {
    return USUAL;
  }
}

export function rememberFrames(name: string, count: number): void {
  try {
    localStorage.setItem(keyOf(name), String(count));
  } catch {
    // Storage may be full or forbidden; next time the usual number is offered.
  }
}
