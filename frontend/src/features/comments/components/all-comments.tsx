/** Every comment of a post, a page at a time. */

import { Failure } from "../../../components/failure.tsx";
import { Loading } from "../../../components/loading.tsx";
import { MoreButton } from "../../../components/more-button.tsx";
import { itemsOf } from "../../../lib/newest-first.ts";
import { useComments } from "../api/get-comments.ts";
import { CommentList } from "./comment-list.tsx";

export function AllComments({ postId }: { postId: string }) {
  const list = useComments(postId);
  if (list.isPending) return <Loading what="comments" />;
  if (!list.data) return <Failure error={list.error} retry={list.refetch} />;
  return (
    <>
      <CommentList postId={postId} comments={itemsOf(list.data)} isWhole={!list.hasNextPage} />
      <MoreButton label="Show more comments" list={list} />
    </>
  );
}
