/** A list that is read page by page under a question: the newest question wins, and more is added at the end. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { toastError } from "./toastStore";

export interface PagedState<T, Q> {
  readonly query: Q;
  readonly items: readonly T[] | null;
  readonly next: string | null;
  readonly busy: boolean;
  readonly error: string | null;
}

export interface PagedList<T, Q> {
  readonly store: StoreApi<PagedState<T, Q>>;
  /** Read the first page anew. */
  load(): Promise<void>;
  more(): Promise<void>;
  /** Ask the first question again, of nothing read yet. */
  reset(): void;
  /** Ask something else. */
  ask(change: Partial<Q>): void;
  /** Put another row in the place of one. */
  replace(item: T): void;
}

interface Wire<T, Q> {
  first: Q;
  keyOf(item: T): string;
  fetch(query: Q, after: string | null): Promise<{ items: T[]; next: string | null }>;
}

export function pagedList<T, Q>({ first, keyOf, fetch }: Wire<T, Q>): PagedList<T, Q> {
  const store = createStore<PagedState<T, Q>>(() => ({
    query: first,
    items: null,
    next: null,
    busy: false,
    error: null,
  }));
  let reads = 0;
  const load = async () => {
    const read = ++reads;
    store.setState({ busy: true });
    try {
      const page = await fetch(store.getState().query, null);
      if (read === reads) store.setState({ ...page, error: null, busy: false });
    } catch (error) {
      if (read !== reads) return;
      const reason = error instanceof Error ? error.message : "The list cannot be read.";
      store.setState({ error: reason, items: [], next: null, busy: false });
    }
  };
  const more = async () => {
    const { query, next, busy } = store.getState();
    if (!next || busy) return;
    const read = ++reads;
    store.setState({ busy: true });
    try {
      const page = await fetch(query, next);
      if (read !== reads) return;
      const items = store.getState().items ?? [];
      const known = new Set(items.map(keyOf));
      const fresh = page.items.filter((item) => !known.has(keyOf(item)));
      store.setState({ items: [...items, ...fresh], next: page.next, busy: false });
    } catch (error) {
      if (read === reads) store.setState({ busy: false });
      toastError(error);
    }
  };
  return {
    store,
    load,
    more,
    reset() {
      reads += 1;
      store.setState({ query: first, items: null, next: null, busy: false, error: null });
    },
    ask(change) {
      store.setState({ query: { ...store.getState().query, ...change } });
      void load();
    },
    replace(item) {
      const items = store.getState().items;
      if (items) store.setState({ items: items.map((old) => (keyOf(old) === keyOf(item) ? item : old)) });
    },
  };
}
