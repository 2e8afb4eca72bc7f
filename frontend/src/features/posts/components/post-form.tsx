import { WriteForm } from "../../../components/write-form.tsx";
import { useCreatePost } from "../api/create-post.ts";

export function PostForm() {
  const { mutateAsync } = useCreatePost();
  return (
    <WriteForm
      label="Write a post"
      placeholder="What is on your mind?"
      action="Post"
      most={200}
      send={mutateAsync}
      done="Your post is published."
    />
  );
}
