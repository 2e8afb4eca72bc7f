/** The shapes of the wire by the names that the page uses. */

import type { components as bus } from "./api-types/bus.ts";
import type { components as comments } from "./api-types/comments.ts";
import type { components as posts } from "./api-types/posts.ts";
import type { components as query } from "./api-types/query.ts";

export type Post = query["schemas"]["Post"];
export type Comment = query["schemas"]["Comment"];
export type WrittenPost = posts["schemas"]["Post"];
export type WrittenComment = comments["schemas"]["WrittenComment"];
export type TraceStep = bus["schemas"]["TraceStep"];
export type Subscription = bus["schemas"]["SubscriptionOutput"];
