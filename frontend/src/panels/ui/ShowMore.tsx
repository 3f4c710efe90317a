/** Goes on with a list of which a page was read. */

interface Props {
  /** What the list is of, for who hears the button alone. */
  of: string;
  shown: boolean;
  busy?: boolean;
  onMore: () => void;
}

export function ShowMore({ of, shown, busy = false, onMore }: Props) {
  if (!shown) return null;
  return (
    <div className="show-more">
      <button
        type="button"
        className="btn small"
        aria-disabled={busy}
        aria-label={`Show more ${of}`}
        onClick={() => {
          if (!busy) onMore();
        }}
      >
        {busy ? "Reading …" : "Show more"}
      </button>
    </div>
  );
}
