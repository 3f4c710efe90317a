/** How far a gesture can go: the last of its steps that is still allowed. */

const ROUNDS = 24;

/** Of what a gesture makes from share 0 (its start) to share 1, the furthest that `fits`.
 *
 * All of it when not even the start fits: what stands wrong must stay movable.
 */
export function furthest<T>(part: (share: number) => T, fits: (made: T) => boolean): T {
  const whole = part(1);
  if (fits(whole) || !fits(part(0))) return whole;
  let [allowed, refused] = [0, 1];
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (allowed + refused) / 2;
    if (fits(part(middle))) allowed = middle;
    else refused = middle;
  }
  return part(allowed);
}
