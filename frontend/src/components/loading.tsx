/** Something is on its way. The grey bars are for the eyes, the words for everybody else. */

export function Loading({ what }: { what: string }) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">Loading {what} …</span>
      <div className="bar" aria-hidden="true" />
      <div className="bar bar-short" aria-hidden="true" />
      <div className="bar" aria-hidden="true" />
    </div>
  );
}
