/** One post with all its comments. */

import { useId } from "react";

import { Failure } from "../components/failure.tsx";
import { Loading } from "../components/loading.tsx";
import { AllComments } from "../features/comments/components/all-comments.tsx";
import { CommentForm } from "../features/comments/components/comment-form.tsx";
import { usePost } from "../features/posts/api/get-post.ts";
import { PostHeading } from "../features/posts/components/post-heading.tsx";
import { Refused } from "../lib/api-client.ts";
import { hrefOf } from "./route.ts";
import { useTitle } from "./use-title.ts";

export function PostPage({ id }: { id: string }) {
  const headingId = useId();
  const { data: post, error, isPending, refetch } = usePost(id);
  useTitle(post?.title);
  const isGone = error instanceof Refused && error.status === 404;
  return (
    <>
      <p className="back">
        <a href={hrefOf({ page: "home" })}>← All posts</a>
      </p>
      {isPending ? (
        <Loading what="the post" />
      ) : isGone ? (
        <p className="empty">There is no such post, or not any more.</p>
      ) : !post ? (
        <Failure error={error} retry={refetch} />
      ) : (
        <article className="card post" aria-labelledby={headingId}>
          <PostHeading post={post} headingId={headingId} level="h1" />
          <CommentForm postId={id} />
          <AllComments postId={id} />
        </article>
      )}
    </>
  );
}
