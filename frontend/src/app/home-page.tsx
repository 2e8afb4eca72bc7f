import { PostForm } from "../features/posts/components/post-form.tsx";
import { PostList } from "../features/posts/components/post-list.tsx";

export function HomePage() {
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
