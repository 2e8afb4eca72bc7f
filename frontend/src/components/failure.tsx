/** Something could not be read: which service it was, and a way to try again. */

export function Failure({ error, retry }: { error: Error; retry: () => unknown }) {
  return (
    <div className="failure" role="alert">
      <p>{error.message}</p>
      <button type="button" className="button button-quiet" onClick={() => void retry()}>
        Try again
      </button>
    </div>
  );
}
