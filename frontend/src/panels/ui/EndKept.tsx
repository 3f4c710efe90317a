/** A name of which the end tells most, such as a version's number: where there is no room, its beginning is cut. */
export function EndKept({ children: name }: { children: string }) {
  const at = name.lastIndexOf(" ");
  if (at < 0) return <span className="end-kept">{name}</span>;
  return (
    <span className="end-kept" title={name}>
      <span>{name.slice(0, at)}</span>
      <span>&nbsp;{name.slice(at + 1)}</span>
    </span>
  );
}
