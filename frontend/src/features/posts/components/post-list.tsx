import { Failure } from "../../../components/failure.tsx";
import { Loading } from "../../../components/loading.tsx";
import { MoreButton } from "../../../components/more-button.tsx";
import { itemsOf, withOwn } from "../../../lib/newest-first.ts";
import type { Post, WrittenPost } from "../../../lib/wire.ts";
import { useOwnWrites } from "../../own-writes/use-own-writes.ts";
import { usePosts } from "../api/get-posts.ts";
import { PostCard } from "./post-card.tsx";

export function PostList() {
  const list = usePosts();
  const own = useOwnWrites().posts;
  if (list.isPending) return <Loading what="posts" />;
  if (!list.data) return <Failure error={list.error} retry={list.refetch} />;
  const posts = withOwn(itemsOf(list.data), own.map(asPost), !list.hasNextPage);
  if (posts.length === 0) return <p className="empty">No posts yet. Write the first one.</p>;
  return (
    <>
      {posts.map((post) => (
        <PostCard key={post.id} post={post} />
      ))}
      <MoreButton label="Show older posts" list={list} />
    </>
  );
}

function asPost(written: WrittenPost): Post {
  return { ...written, commentCount: 0, comments: [] };
}
