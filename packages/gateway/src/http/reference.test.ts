import { ERRORS } from "@telewire/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { cookieName } from "../auth/identity.ts";

let fixture: GatewayFixture;
let url = "";
beforeAll(async () => {
  fixture = await startGateway();
  url = fixture.url;
});
afterAll(() => fixture[Symbol.asyncDispose]());

it("tells who has a page of the reference already", async () => {
  for (const path of ["/api/v1/openapi.json", "/api/v1/asyncapi.json", "/docs"]) {
    const { headers } = await fetch(url + path);
    const again = await fetch(url + path, { headers: { "if-none-match": headers.get("etag") ?? "" } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  }
});

it("leads from every error to a page about it", async () => {
  const refused = await fetch(`${url}/api/v1/sessions`);
  const [, path = ""] = /^<(.+)>; rel="help"$/.exec(refused.headers.get("link") ?? "") ?? [];
  expect(path).toBe("/docs/errors/UNAUTHENTICATED");
  expect(await (await fetch(url + path)).text()).toContain(ERRORS.UNAUTHENTICATED.message);
  const pages = await Promise.all(Object.keys(ERRORS).map((code) => fetch(`${url}/docs/errors/${code}`)));
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await fetch(`${url}/docs/errors/%3Cscript%3E`)).status).toBe(404);
});

it("serves its own description", async () => {
  const openapi = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as { openapi: string; paths: object };
  expect(openapi.openapi).toBe("3.1.0");
  expect(openapi.paths).toHaveProperty(["/api/v1/messages/poll/{chatId}", "get"]);
  expect((await (await fetch(`${url}/api/v1/asyncapi.json`)).json()) as object).toHaveProperty("asyncapi", "3.0.0");
  const docs = await fetch(`${url}/docs`);
  expect(docs.headers.get("content-security-policy")).toContain("default-src 'none'");
  const page = await docs.text();
  expect(page).toContain("POST /api/v1/auth/token");
  expect(page).toContain("<td>integer 0 to 30</td>");
  expect(page).not.toContain("&quot;type&quot;");
});

it("names both cookies of a login, the one of HTTPS and the one of plain HTTP, as enough for an operation each", async () => {
  const { components, security } = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as {
    readonly components: { readonly securitySchemes: Record<string, { readonly in?: string; readonly name?: string }> };
    readonly security: readonly object[];
  };
  const cookies = Object.entries(components.securitySchemes).filter(([, scheme]) => scheme.in === "cookie");
  expect(cookies.map(([, { name }]) => name)).toEqual([cookieName(true), cookieName(false)]);
  for (const [scheme] of cookies) expect(security).toContainEqual({ [scheme]: [] });
});
