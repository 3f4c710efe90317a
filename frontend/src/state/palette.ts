/** What the command palette offers: commands, labels and pictures, those used lately first. */
import { rankItems } from "../model/fuzzy";
import { assetsStore } from "./assetsStore";
import { whyNot } from "./availability";
import { keysOf } from "./bindingsStore";
import { activeScopes, COMMANDS, chooseLabel } from "./commands";
import { runFollowing } from "./follow";
import type { Scope } from "./keys";
import { readOwn, writeOwn } from "./ownStorage";
import { projectStore } from "./projectStore";
import { navigate, projectPath } from "./routeStore";
import { SYNONYMS } from "./synonyms";

export interface PaletteItem {
  readonly id: string;
  readonly title: string;
  /** Also found by these words; shown beside the title. */
  readonly also: string;
  /** Found by these too, without showing them. */
  readonly words?: string;
  readonly keys: readonly string[];
  /** Why it can do nothing now. */
  readonly why: string | null;
  run(): void;
}

const NAME = "recent";
const MOST_RECENT = 8;
const MOST_PICTURES = 8;
const MOST_SHOWN = 60;

export function recentIds(): string[] {
  const kept = readOwn(NAME);
  return Array.isArray(kept)
    ? kept.filter((id): id is string => typeof id === "string").slice(0, MOST_RECENT)
    : [];
}

export function noteUsed(id: string): void {
  writeOwn(NAME, [id, ...recentIds().filter((other) => other !== id)].slice(0, MOST_RECENT));
}

/** Why a command of a scope that is not active can do nothing now. */
function whyOutside(scope: Scope): string {
  if (!projectStore.getState().project) return "Open a project first.";
  if (scope === "duplicates") return "On the page “Near-duplicates” only.";
  if (scope === "checks") return "On the page “Check” only.";
  if (!activeScopes().includes("editor")) return "Open a picture first.";
  return scope === "brush" ? "Take the brush first." : "Only in a video.";
}

function commandItems(): PaletteItem[] {
  const scopes = activeScopes();
  return COMMANDS.filter((item) => !item.keyOnly && !item.release && item.id !== "help.palette").map(
    (item) => {
      return {
        id: item.id,
        title: item.title,
        also: item.group,
        words: SYNONYMS[item.id] ?? "",
        keys: keysOf(item),
        why: scopes.includes(item.scope) ? whyNot(item) : whyOutside(item.scope),
        run: () => runFollowing(item),
      };
    },
  );
}

function labelItems(): PaletteItem[] {
  const names = projectStore.getState().project?.labels.map((label) => label.name) ?? [];
  const why = activeScopes().includes("editor") ? null : "Open a picture first.";
  return names.map((name, index) => {
    const byKey = COMMANDS.find((item) => item.id === `label.${index + 1}`);
    return {
      id: `label:${name}`,
      title: `Label: ${name}`,
      also: "Labels",
      keys: byKey ? keysOf(byKey) : [],
      why,
      run: () => chooseLabel(name),
    };
  });
}

function pictureItems(): PaletteItem[] {
  const { byId, projectId } = assetsStore.getState();
  if (!projectId) return [];
  return [...byId.values()].map((asset) => ({
    id: `picture:${asset.id}`,
    title: asset.name,
    also: "Picture",
    keys: [],
    why: null,
    run: () => navigate(projectPath(projectId, "label", asset.id)),
  }));
}

/** What the words find, best first; pictures only when words are given, and a few at a time. */
export function findItems(words: string): PaletteItem[] {
  const recent = recentIds();
  const pictures =
    words.trim() === "" ? [] : rankItems(pictureItems(), words, recent).slice(0, MOST_PICTURES);
  return rankItems([...commandItems(), ...labelItems(), ...pictures], words, recent).slice(
    0,
    words.trim() === "" ? undefined : MOST_SHOWN,
  );
}
