/** Comments that were read, and those of this browser that readers cannot see yet. */

import { withOwn } from "../../../lib/newest-first.ts";
import type { Comment } from "../../../lib/wire.ts";
import type { OwnComment } from "../../own-writes/own-writes.ts";
import { useOwnWrites } from "../../own-writes/use-own-writes.ts";
import { CommentItem } from "./comment-item.tsx";

interface Props {
  postId: string;
  comments: Comment[];
  /** Whether these are all there are. */
  isWhole: boolean;
}

export function CommentList({ postId, comments, isWhole }: Props) {
  const own = useOwnWrites().comments.filter((comment) => comment.postId === postId);
  const texts = new Map(own.map(({ id, content }) => [id, content]));
  const shown = withOwn(comments, own.map(asPending), isWhole);
  return (
    <ul className="comments" aria-label="Comments">
      {shown.map((comment) => (
        <CommentItem key={comment.id} comment={comment} ownText={texts.get(comment.id)} />
      ))}
    </ul>
  );
}

function asPending({ id, createdAt }: OwnComment): Comment {
  return { id, createdAt, content: null, status: "pending" };
}
