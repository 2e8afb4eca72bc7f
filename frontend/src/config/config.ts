/** Where the services are: read once, when the page starts, so that one build runs anywhere. */

export interface Config {
  postsUrl: string;
  commentsUrl: string;
  queryUrl: string;
  /** Null where the bus is not public. */
  busUrl: string | null;
  /** Whether people may look behind the page: the X-ray and the services' health. */
  xray: boolean;
  services: { name: string; url: string }[];
}

/** Reads `/config.json` beside the page. Rejects with a sentence that says what is wrong with it. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("./config.json", { cache: "no-store" });
  if (!response.ok) throw new Error(`config.json was answered with ${response.status}.`);
  return parseConfig(await response.json());
}

/** Checks what was read. Addresses come out without a slash at their end. */
export function parseConfig(read: unknown): Config {
  if (!isRecord(read)) throw new Error("config.json is not an object.");
  const busUrl = read["busUrl"] == null ? null : address(read, "busUrl");
  const services = Array.isArray(read["services"]) ? read["services"].filter(isRecord) : [];
  return {
    postsUrl: address(read, "postsUrl"),
    commentsUrl: address(read, "commentsUrl"),
    queryUrl: address(read, "queryUrl"),
    busUrl,
    xray: read["xray"] === true && busUrl !== null,
    services: services.map((service) => ({
      name: String(service["name"]),
      url: address(service, "url"),
    })),
  };
}

function address(from: Record<string, unknown>, name: string): string {
  const value = from[name];
  if (typeof value !== "string") throw new Error(`config.json has no ${name}.`);
  return value.replace(/\/+$/, "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
