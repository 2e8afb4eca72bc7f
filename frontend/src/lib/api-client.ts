/** The one place for HTTP. Each failure names the service, so that the page can say who it was. */

import { nextPage } from "./next-page.ts";

/** As people know it: "posts", "comments", "query", "bus". */
export interface Service {
  name: string;
  url: string;
}

/** It did not answer in time or at all, or only said that it cannot serve now. */
export class ServiceDown extends Error {
  readonly service: string;

  constructor(service: string) {
    super(`The ${service} service does not answer.`);
    this.name = "ServiceDown";
    this.service = service;
  }
}

/** It answered, and said no: `message` is its own reason. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.name = "Refused";
    this.status = status;
  }
}

export interface Page<T> {
  items: T[];
  /** The address of the page after this one; null on the last. */
  next: string | null;
}

const PATIENCE_MS = 10_000;

/** GET one thing. Rejects with ServiceDown or Refused. */
export async function get<T>(service: Service, path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(service, path, { signal: signal ?? null });
  return (await response.json()) as T;
}

/** GET a page of a list; `path` may be the `next` of the page before. */
export async function getPage<T>(
  service: Service,
  path: string,
  signal?: AbortSignal,
): Promise<Page<T>> {
  const response = await send(service, path, { signal: signal ?? null });
  const next = nextPage(response.headers.get("Link"), service.url);
  return { items: (await response.json()) as T[], next };
}

/** POST as JSON. Rejects with ServiceDown or Refused. */
export async function post<T>(service: Service, path: string, body: unknown): Promise<T> {
  const response = await send(service, path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

async function send(service: Service, path: string, request: RequestInit): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, patience]) : patience;
  let response: Response;
  try {
    response = await fetch(service.url + path, { ...request, signal });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ServiceDown(service.name);
  }
  if (response.status >= 500) throw new ServiceDown(service.name);
  if (!response.ok) throw new Refused(response.status, await reason(response));
  return response;
}

/** The sentence in `{"detail": …}` or `{"field": ["…"]}`, which are the shapes of refusals. */
async function reason(response: Response): Promise<string> {
  const told: unknown = await response.json().catch(() => null);
  const sentences = typeof told === "object" && told !== null ? Object.values(told).flat() : [];
  const first: unknown = sentences[0];
  return typeof first === "string" ? first : `It was refused (${response.status}).`;
}
