import { WriteForm } from "../../../components/write-form.tsx";
import { useCreateComment } from "../api/create-comment.ts";

export function CommentForm({ postId }: { postId: string }) {
  const { mutateAsync } = useCreateComment(postId);
  return (
    <WriteForm
      label="Write a comment"
      action="Comment"
      most={2000}
      isMultiline
      send={mutateAsync}
      done="Sent. Your comment awaits moderation."
    />
  );
}
