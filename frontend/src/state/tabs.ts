/** Which tabs of this browser are open: a lock that each holds for as long as it lives tells the others. */

export interface Tabs {
  readonly id: string;
  /** The tabs that are open now, this one included; null where the browser cannot tell. */
  living(): Promise<ReadonlySet<string> | null>;
  /** Do what no other tab may do at the same time. */
  alone(run: () => Promise<void>): Promise<void>;
  /** Hear of every other tab that closes, however it does. */
  onClosed(run: () => void): void;
}

const PREFIX = "tandem-tab:";
const TURN = "tandem-outbox";
const CHANNEL = "tandem-tabs";

const newTabId = () => Math.random().toString(36).slice(2) + Date.now().toString(36);

/** A tab that knows of no other: all that is left unsent is its own. */
export function soleTab(id = newTabId()): Tabs {
  return { id, living: async () => null, alone: (run) => run(), onClosed: () => undefined };
}

/** The browser's own tabs; without Web Locks each tab takes itself for the only one. */
export function browserTabs(): Tabs {
  const id = newTabId();
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  if (!locks) return soleTab(id);
  const held = new Promise<void>((granted) => {
    // Never answered: the browser lets go of the lock when the page is gone.
    void locks.request(PREFIX + id, () => {
      granted();
      return new Promise(() => undefined);
    });
  });
  const living = async () => {
    await held;
    const { held: now } = await locks.query();
    const names = (now ?? []).flatMap(({ name }) => (name?.startsWith(PREFIX) ? name : []));
    return new Set(names.map((name) => name.slice(PREFIX.length)));
  };
  return {
    id,
    living,
    alone: async (run) => {
      await locks.request(TURN, run);
    },
    onClosed(run) {
      const watched = new Set([id]);
      const watch = (other: string) => {
        if (watched.has(other)) return;
        watched.add(other);
        void locks.request(PREFIX + other, () => run());
      };
      const channel = new BroadcastChannel(CHANNEL);
      channel.onmessage = ({ data: other }) => {
        if (typeof other === "string") watch(other);
      };
      void living().then((others) => {
        for (const other of others) watch(other);
        channel.postMessage(id);
      });
    },
  };
}
