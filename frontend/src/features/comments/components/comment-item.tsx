import { When } from "../../../components/when.tsx";
import type { Comment } from "../../../lib/wire.ts";
import { XrayButton } from "../../xray/components/xray-button.tsx";

interface Props {
  comment: Comment;
  /** What was written in this browser, while nobody else may read it. */
  ownText: string | undefined;
}

export function CommentItem({ comment, ownText }: Props) {
  const { id, status, createdAt } = comment;
  const text = status === "rejected" ? null : (comment.content ?? ownText ?? null);
  return (
    <li className="comment" data-status={status}>
      <div className="comment-body">
        {text !== null && (
          <p className="text" dir="auto">
            {text}
          </p>
        )}
        {status === "pending" && (
          <p className="verdict verdict-pending">
            Awaiting moderation
            {ownText !== undefined && <span className="hint"> · only you can read it</span>}
          </p>
        )}
        {status === "rejected" && (
          <p className="verdict verdict-rejected">Rejected by moderation</p>
        )}
      </div>
      <div className="comment-meta">
        <When time={createdAt} />
        <XrayButton id={id} of="comment" />
      </div>
    </li>
  );
}
