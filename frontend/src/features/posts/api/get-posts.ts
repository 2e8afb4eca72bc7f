import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useInfiniteQuery } from "@tanstack/react-query";

import { useConfig } from "../../../config/config-context.ts";
import type { Page } from "../../../lib/api-client.ts";
import { getPage } from "../../../lib/api-client.ts";
import { keys } from "../../../lib/query-keys.ts";
import type { Post } from "../../../lib/wire.ts";
import { useLive } from "../../live/live-context.ts";
import { settle } from "../../own-writes/own-writes.ts";

/** The posts, newest first, each with its newest ten comments: one request a page. */
export function usePosts(): UseInfiniteQueryResult<InfiniteData<Page<Post>, string | null>> {
  const { queryUrl } = useConfig();
  const { isTimeToRead } = useLive();
  return useInfiniteQuery({
    queryKey: keys.posts,
    enabled: isTimeToRead,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const query = { name: "query", url: queryUrl };
      const page = await getPage<Post>(query, pageParam ?? "/posts", signal);
      settle({ posts: page.items });
      return page;
    },
    getNextPageParam: ({ next }) => next,
  });
}
