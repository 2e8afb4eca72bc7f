/** A post in the list: its newest comments, and a form for one more. */

import { memo, useId } from "react";

import { hrefOf } from "../../../app/route.ts";
import type { Post } from "../../../lib/wire.ts";
import { CommentForm } from "../../comments/components/comment-form.tsx";
import { CommentList } from "../../comments/components/comment-list.tsx";
import { PostHeading } from "./post-heading.tsx";

export const PostCard = memo(function PostCard({ post }: { post: Post }) {
  const headingId = useId();
  const href = hrefOf({ page: "post", id: post.id });
  const isWhole = post.comments.length >= post.commentCount;
  return (
    <article className="card post" aria-labelledby={headingId}>
      <PostHeading post={post} headingId={headingId} level="h2" href={href} />
      <CommentList postId={post.id} comments={post.comments} isWhole={isWhole} />
      {!isWhole && (
        <p className="all-comments">
          <a href={href}>All {post.commentCount} comments</a>
        </p>
      )}
      <CommentForm postId={post.id} />
    </article>
  );
});
