/** A paged list of the administration: its search, its faults, its rows, and the way on. */
import { SearchX } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { PagedList } from "../../state/pagedList";
import { EmptyState } from "../ui/parts";
import { ShowMore } from "../ui/ShowMore";

interface Props<T, Q> {
  list: PagedList<T, Q>;
  /** What it is of, in the plural. */
  of: string;
  heads: readonly string[];
  row: (item: T) => ReactNode;
}

export function Listed<T, Q>({ list, of, heads, row }: Props<T, Q>) {
  const { items, next, busy, error } = useStore(list.store);
  useEffect(() => void list.load(), [list]);
  return (
    <>
      {error && (
        <p className="notice bad" role="alert">
          {error}{" "}
          <button type="button" className="link" onClick={() => void list.load()}>
            Try again
          </button>
        </p>
      )}
      {items === null && !error && <p className="muted">Reading the {of} …</p>}
      {items?.length === 0 && !error && <EmptyState icon={SearchX} title={`No ${of} here`} />}
      {items && items.length > 0 && (
        <table className="table" aria-label={of}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head}>{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>{items.map(row)}</tbody>
        </table>
      )}
      <ShowMore of={of} shown={next !== null} busy={busy} onMore={() => void list.more()} />
    </>
  );
}

/** A search by the beginning of names, asked a moment after the last letter. */
export function NameSearch({ onSearch }: { onSearch: (q: string) => void }) {
  const [words, setWords] = useState<string | null>(null);
  useEffect(() => {
    if (words === null) return;
    const timer = setTimeout(() => onSearch(words.trim()), 250);
    return () => clearTimeout(timer);
  }, [words, onSearch]);
  return (
    <input
      type="search"
      className="work-search"
      placeholder="Names that begin with …"
      aria-label="Names that begin with"
      value={words ?? ""}
      maxLength={100}
      onChange={(event) => setWords(event.target.value)}
    />
  );
}
