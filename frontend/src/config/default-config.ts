/** The configuration of a system on this machine, with its ports where the environment puts them. */

import type { Config } from "./config.ts";

const PORTS = { posts: 4000, comments: 4001, query: 4002, moderation: 4003, bus: 4005 };

export function defaultConfig(environment: Record<string, string | undefined>): Config {
  const services = Object.entries(PORTS).map(([name, port]) => ({
    name,
    url: `http://localhost:${environment[`${name.toUpperCase()}_PORT`] ?? port}`,
  }));
  const url = (name: string) => services.find((service) => service.name === name)?.url ?? "";
  return {
    postsUrl: url("posts"),
    commentsUrl: url("comments"),
    queryUrl: url("query"),
    busUrl: url("bus"),
    xray: true,
    services,
  };
}
