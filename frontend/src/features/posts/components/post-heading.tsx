import { When } from "../../../components/when.tsx";
import type { Post } from "../../../lib/wire.ts";
import { useOwnWrites } from "../../own-writes/use-own-writes.ts";
import { XrayButton } from "../../xray/components/xray-button.tsx";

interface Props {
  post: Post;
  headingId: string;
  level: "h1" | "h2";
  /** Where the title leads. */
  href?: string;
}

export function PostHeading({ post, headingId, level: Heading, href }: Props) {
  const { posts, comments } = useOwnWrites();
  const isUnderWay = posts.some(({ id }) => id === post.id);
  const shown = new Set(post.comments.map(({ id }) => id));
  // Those that the query service has not heard of yet are newer than all that it shows.
  const newest = post.comments[0]?.createdAt ?? "";
  const unheard = comments.filter(
    ({ id, postId, createdAt }) => postId === post.id && !shown.has(id) && createdAt > newest,
  );
  const count = post.commentCount + unheard.length;
  return (
    <header className="post-head">
      <Heading className="post-title" id={headingId} dir="auto">
        {href === undefined ? post.title : <a href={href}>{post.title}</a>}
      </Heading>
      <div className="post-meta">
        <When time={post.createdAt} />
        <span>{count === 1 ? "1 comment" : `${count} comments`}</span>
        {isUnderWay && <span className="verdict verdict-pending">on its way to readers</span>}
        <XrayButton id={post.id} of="post" />
      </div>
    </header>
  );
}
