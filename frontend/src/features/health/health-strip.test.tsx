import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import { Blog } from "../../testing/blog.ts";
import { openPage } from "../../testing/open-page.tsx";
import { server } from "../../testing/server.ts";
import { lagOf } from "./service-health.ts";

const services = ["posts", "query"].map((name) => ({ name, url: `http://${name}.test` }));

test("the strip says who answers and who does not", async () => {
  new Blog();
  server.use(
    http.get("http://posts.test/readyz", () => HttpResponse.error()),
    http.get("http://query.test/readyz", () => HttpResponse.json({ status: "OK" })),
  );
  openPage({ services });
  const strip = await screen.findByRole("region", { name: "Services" });
  await waitFor(() => {
    const items = within(strip).getAllByRole("listitem");
    expect(items.map((item) => item.textContent)).toEqual(["postsdown", "queryup"]);
  });
  expect(within(strip).getByRole("status")).toHaveTextContent("Not answering: posts.");
});

test("there is no strip where the X-ray is switched off", async () => {
  new Blog();
  openPage({ services, xray: false });
  await screen.findByText(/No posts yet/);
  expect(screen.queryByRole("region", { name: "Services" })).toBeNull();
});

test("a lag is told in events, and in seconds once there are any", () => {
  const lag = (fields: object) =>
    lagOf({ state: "active", lag: 0, lagSeconds: 0, ...fields } as Parameters<typeof lagOf>[0]);
  expect(lag({})).toBe("caught up");
  expect(lag({ lag: 3 })).toBe("3 behind");
  expect(lag({ lag: 3, lagSeconds: 12.4 })).toBe("3 behind, 12 s");
  expect(lag({ state: "paused", lag: 3 })).toBe("paused");
  expect(lagOf(undefined)).toBe("");
});
