/** The names under which server state is kept. */

export const keys = {
  /** Of the query service, and so kept fresh by its stream. */
  projection: ["projection"] as const,
  isProjected: (key: readonly unknown[]) => key[0] === "projection",

  posts: ["projection", "posts"] as const,
  post: (id: string) => ["projection", "post", id] as const,
  comments: (postId: string) => ["projection", "comments", postId] as const,

  trace: (id: string) => ["trace", id] as const,
  readiness: (url: string) => ["readiness", url] as const,
  subscriptions: ["subscriptions"] as const,
};
