import type { UseMutationResult } from "@tanstack/react-query";
import { useMutation } from "@tanstack/react-query";

import { useConfig } from "../../../config/config-context.ts";
import { post } from "../../../lib/api-client.ts";
import type { WrittenComment } from "../../../lib/wire.ts";
import { keepComment } from "../../own-writes/own-writes.ts";

/** Its text stays in this browser until moderation has judged it. */
export function useCreateComment(postId: string): UseMutationResult<WrittenComment, Error, string> {
  const { commentsUrl } = useConfig();
  return useMutation({
    mutationFn: (comment) =>
      post<WrittenComment>(
        { name: "comments", url: commentsUrl },
        `/posts/${encodeURIComponent(postId)}/comments`,
        { comment },
      ),
    onSuccess: keepComment,
  });
}
