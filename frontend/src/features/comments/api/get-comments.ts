import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useInfiniteQuery } from "@tanstack/react-query";

import { useConfig } from "../../../config/config-context.ts";
import type { Page } from "../../../lib/api-client.ts";
import { getPage } from "../../../lib/api-client.ts";
import { keys } from "../../../lib/query-keys.ts";
import type { Comment } from "../../../lib/wire.ts";
import { useLive } from "../../live/live-context.ts";
import { settle } from "../../own-writes/own-writes.ts";

/** All comments of a post, newest first, page by page. */
export function useComments(
  postId: string,
): UseInfiniteQueryResult<InfiniteData<Page<Comment>, string | null>> {
  const { queryUrl } = useConfig();
  const { isTimeToRead } = useLive();
  return useInfiniteQuery({
    queryKey: keys.comments(postId),
    enabled: isTimeToRead,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const first = `/posts/${encodeURIComponent(postId)}/comments?limit=50`;
      const query = { name: "query", url: queryUrl };
      const page = await getPage<Comment>(query, pageParam ?? first, signal);
      settle({ comments: page.items });
      return page;
    },
    getNextPageParam: ({ next }) => next,
  });
}
