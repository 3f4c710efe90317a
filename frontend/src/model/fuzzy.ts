/** Ranks texts by how well a few typed letters name them: "acg" finds "Accept the ghost". */

const AT_START = 8;
const AT_WORD = 6;
const IN_ROW = 5;
const ANYWHERE = 1;
const WHOLE = 40;
const GAP = 0.15;

const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** How well the letters of `needle`, in order, name `text`; null when they are not all there. */
export function fuzzyScore(needle: string, text: string): number | null {
  const letters = [...needle.toLowerCase()].filter((letter) => letter !== " ");
  if (letters.length === 0) return 0;
  const low = text.toLowerCase();
  const compact = letters.join("");
  // best[i]: the best score of the letters so far with the last of them at place i of the text.
  let best = new Map<number, number>();
  letters.forEach((letter, order) => {
    const next = new Map<number, number>();
    for (let at = low.indexOf(letter); at >= 0; at = low.indexOf(letter, at + 1)) {
      const start = at === 0 ? AT_START : isLetter(low[at - 1]) ? ANYWHERE : AT_WORD;
      if (order === 0) {
        next.set(at, start - at * GAP);
        continue;
      }
      let top = Number.NEGATIVE_INFINITY;
      for (const [before, score] of best) {
        if (before >= at) continue;
        const joined = before === at - 1 ? Math.max(IN_ROW, start) : start - (at - before) * GAP;
        top = Math.max(top, score + joined);
      }
      if (top > Number.NEGATIVE_INFINITY) next.set(at, top);
    }
    best = next;
  });
  if (best.size === 0) return null;
  const whole = low.replace(/\s+/g, "").startsWith(compact) ? WHOLE : 0;
  return Math.max(...best.values()) + whole;
}

export interface Rankable {
  readonly id: string;
  readonly title: string;
  /** Also found by these words, but less so. */
  readonly also?: string;
  /** Found by these too; they are not shown, so a whole word has to begin like what is typed. */
  readonly words?: string;
}

const RECENT = 6;
const ALSO = 0.4;
const SYNONYM = 12;

const beginsWord = (typed: string, words = ""): boolean =>
  words.split(" ").some((word) => word !== "" && word.startsWith(typed.trim().toLowerCase()));

/** The items that the words name, best first; without words the recent ones first, then the rest as they are. */
export function rankItems<T extends Rankable>(
  items: readonly T[],
  words: string,
  recent: readonly string[],
): T[] {
  const place = (id: string) => {
    const at = recent.indexOf(id);
    return at < 0 ? recent.length : at;
  };
  if (words.trim() === "") return items.toSorted((a, b) => place(a.id) - place(b.id));
  const ranked = items.flatMap((item) => {
    const named = fuzzyScore(words, item.title);
    const aside = item.also ? fuzzyScore(words, `${item.title} ${item.also}`) : null;
    const score = Math.max(
      named ?? Number.NEGATIVE_INFINITY,
      (aside ?? Number.NEGATIVE_INFINITY) * ALSO,
      beginsWord(words, item.words) ? SYNONYM : Number.NEGATIVE_INFINITY,
    );
    if (score === Number.NEGATIVE_INFINITY) return [];
    const freshness = recent.length === 0 ? 0 : (1 - place(item.id) / recent.length) * RECENT;
    return [{ item, score: score + freshness }];
  });
  return ranked.sort((a, b) => b.score - a.score).map(({ item }) => item);
}
