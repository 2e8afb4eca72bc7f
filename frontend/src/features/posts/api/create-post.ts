import type { UseMutationResult } from "@tanstack/react-query";
import { useMutation } from "@tanstack/react-query";

import { useConfig } from "../../../config/config-context.ts";
import { post } from "../../../lib/api-client.ts";
import type { WrittenPost } from "../../../lib/wire.ts";
import { keepPost } from "../../own-writes/own-writes.ts";

export function useCreatePost(): UseMutationResult<WrittenPost, Error, string> {
  const { postsUrl } = useConfig();
  return useMutation({
    mutationFn: (title) => post<WrittenPost>({ name: "posts", url: postsUrl }, "/posts", { title }),
    onSuccess: keepPost,
  });
}
