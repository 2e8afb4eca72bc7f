import type { UseQueryResult } from "@tanstack/react-query";
import { useQuery } from "@tanstack/react-query";

import { useConfig } from "../../../config/config-context.ts";
import { get } from "../../../lib/api-client.ts";
import { keys } from "../../../lib/query-keys.ts";
import type { Post } from "../../../lib/wire.ts";
import { useLive } from "../../live/live-context.ts";
import { settle } from "../../own-writes/own-writes.ts";

export function usePost(id: string): UseQueryResult<Post> {
  const { queryUrl } = useConfig();
  const { isTimeToRead } = useLive();
  return useQuery({
    queryKey: keys.post(id),
    enabled: isTimeToRead,
    queryFn: async ({ signal }) => {
      const query = { name: "query", url: queryUrl };
      const post = await get<Post>(query, `/posts/${encodeURIComponent(id)}`, signal);
      settle({ posts: [post] });
      return post;
    },
  });
}
