import { PostForm } from "../features/posts/components/post-form.tsx";
import { PostList } from "../features/posts/components/post-list.tsx";
import { useTitle } from "./use-title.ts";

export function HomePage() {
  useTitle(undefined);
  return (
    <>
      <h1 className="visually-hidden">Posts</h1>
      <section className="card" aria-label="New post">
        <PostForm />
      </section>
      <PostList />
    </>
  );
}
