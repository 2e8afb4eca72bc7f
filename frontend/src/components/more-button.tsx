/** Reads the next page of a list. */

interface Props {
  label: string;
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: Error | null;
    fetchNextPage: () => unknown;
  };
}

export function MoreButton({ label, list }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <div className="more">
      <button
        type="button"
        className="button button-quiet"
        aria-disabled={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {list.isFetchingNextPage ? "Loading …" : label}
      </button>
      {list.isFetchNextPageError && <p role="alert">{list.error?.message}</p>}
    </div>
  );
}
