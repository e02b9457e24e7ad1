import crypto, { createHash } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { openSqliteArchive } from "@telewire/archive";
import { tempDirectory } from "@telewire/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ALICE, call, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { sign, signer } from "../../test/sign.ts";
import { TestClient } from "../../test/test-client.ts";
import { createSignInLink } from "./one-time-tokens.ts";

const METRICS_TOKEN = "metrics-token-0123456789abcdef";
const MANY = 1_000_000;
/** A refusal by a limit would hide how a secret is compared. */
const OPTIONS = { metricsToken: METRICS_TOKEN, authFailuresPerMinute: MANY, abuseBlockScore: MANY };

const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

/** The pairs that were compared in constant time. */
const compared: (readonly [string, string])[] = [];
let fixture: GatewayFixture;
beforeAll(async () => {
  const { timingSafeEqual } = crypto;
  vi.spyOn(crypto, "timingSafeEqual").mockImplementation((a, b) => {
    const [left, right] = [a, b].map((bytes) => Buffer.from(bytes as Uint8Array).toString("hex"));
    compared.push([left ?? "", right ?? ""]);
    return timingSafeEqual(a, b);
  });
  syncBuiltinESMExports();
  fixture = await startGateway({ options: OPTIONS });
});
beforeEach(() => void compared.splice(0));
afterAll(async () => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  await fixture[Symbol.asyncDispose]();
});

/** Wrong in its first character, wrong in its last: who could tell them apart would find the secret a character at a time. */
const wrongOnes = (secret: string): string[] => {
  const other = (char = ""): string => (char === "a" ? "b" : "a");
  return [other(secret[0]) + secret.slice(1), secret.slice(0, -1) + other(secret.at(-1))];
};

async function cookieLogin(): Promise<string> {
  const { path } = await createSignInLink({ archive: fixture.archive });
  const { headers } = await fetch(fixture.url + path, { redirect: "manual" });
  return headers.get("set-cookie")?.split(";")[0] ?? "";
}

describe("what is compared with a secret", () => {
  it("is, of the metrics token, a hash of both", async () => {
    for (const guess of wrongOnes(METRICS_TOKEN)) {
      expect((await call(`${fixture.url}/metrics`, { token: guess })).error.code).toBe("INVALID_TOKEN");
      expect(compared.splice(0)).toEqual([[sha256(`Bearer ${guess}`), sha256(`Bearer ${METRICS_TOKEN}`)]]);
    }
    const right = await fetch(`${fixture.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    expect(right.status).toBe(200);
  });

  it("is, of the anti-forgery token, a hash of both", async () => {
    const cookie = await cookieLogin();
    const me = (await call(`${fixture.url}/api/v1/auth/me`, { headers: { cookie } })).data as { csrfToken: string };
    const ticket = (token: string) =>
      post(`${fixture.url}/api/v1/auth/ticket`, {}, { headers: { cookie, "x-csrf-token": token } });
    for (const guess of wrongOnes(me.csrfToken)) {
      expect((await ticket(guess)).error.code).toBe("CSRF_FAILED");
      expect(compared.splice(0)).toEqual([[sha256(guess), sha256(me.csrfToken)]]);
    }
    expect((await ticket(me.csrfToken)).status).toBe(200);
  });

  it("is, of a signature, a hash of both", async () => {
    const { secret, token } = await signer(fixture);
    compared.splice(0);
    const url = `${fixture.url}/api/v1/sessions`;
    const right = sign(secret, "GET", url);
    const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");
    const signature = right["x-telewire-signature"]?.slice(3) ?? "";
    for (const guess of wrongOnes(signature)) {
      const answer = await call(url, { token, headers: { ...right, "x-telewire-signature": `v1=${guess}` } });
      expect(answer.error.code).toBe("INVALID_SIGNATURE");
      expect(compared.splice(0)).toEqual([[sha256(bytes(signature)), sha256(bytes(guess))]]);
    }
    expect((await call(url, { token, headers: right })).status).toBe(200);
  });

  it("is, of a refresh token, a hash of both", async () => {
    const refresh = (token: string) => post(`${fixture.url}/api/v1/auth/refresh`, { refreshToken: token });
    for (const which of [0, 1]) {
      const { apiKey } = await fixture.key();
      const { data } = await post(`${fixture.url}/api/v1/auth/token`, { apiKey });
      const [, family, secret = ""] =
        /^(twr_.{22}_)(.{43})$/.exec((data as { refreshToken: string }).refreshToken) ?? [];
      const guess = wrongOnes(secret)[which] ?? "";
      compared.splice(0);
      expect((await refresh(family + guess)).error.code).toBe("INVALID_REFRESH_TOKEN");
      const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
      expect(compared).toEqual([[sha256(digestOf(guess)), sha256(digestOf(secret))]]);
    }
  });
});

/** Notes what the parts of something are asked for. */
function overheard<Target extends object>(target: Target, heard: string[]): Target {
  return new Proxy(target, {
    get: (inner, name) => {
      const value: unknown = Reflect.get(inner, name);
      if (typeof value === "object" && value !== null) return overheard(value, heard);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]): unknown => {
        heard.push(JSON.stringify(args));
        return Reflect.apply(value, inner, args);
      };
    },
  });
}

it("the archive is never asked for a secret, nor given one: it knows their hashes", async () => {
  const heard: string[] = [];
  await using directory = await tempDirectory();
  await using real = await openSqliteArchive({ file: `${directory.path}/archive.sqlite` });
  await using over = await startGateway({ options: OPTIONS, dependencies: { archive: overheard(real, heard) } });
  await over.addSession(ALICE);
  const { apiKey, secret } = await over.key({ role: "admin" });
  const given = (await post(`${over.url}/api/v1/auth/token`, { apiKey })).data as Record<string, string>;
  const token = given["accessToken"] ?? "";
  const renewed = await post(`${over.url}/api/v1/auth/refresh`, { refreshToken: given["refreshToken"] });
  const { ticket } = (await post(`${over.url}/api/v1/auth/ticket`, {}, { token })).data as { ticket: string };
  using client = new TestClient(over.url, `messages/${ALICE}?ticket=${ticket}`);
  await client.hello();
  const link = await createSignInLink({ archive: over.archive });
  const signedIn = await fetch(over.url + link.path, { redirect: "manual" });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect((await call(`${over.url}/api/v1/auth/me`, { headers: { cookie } })).status).toBe(200);
  for (const guess of wrongOnes(apiKey).slice(1))
    expect((await post(`${over.url}/api/v1/auth/token`, { apiKey: guess })).error.code).toBe("INVALID_API_KEY");
  const secrets: Readonly<Record<string, string>> = {
    apiKey: apiKey.split("_").slice(2).join("_"),
    signingSecret: secret,
    accessToken: token,
    refreshToken: given["refreshToken"]?.slice(-43) ?? "",
    nextRefreshToken: (renewed.data as { refreshToken: string }).refreshToken.slice(-43),
    ticket,
    signInLink: link.token,
    cookie: cookie.split("=")[1] ?? "",
  };
  const asked = heard.join("\n");
  expect(asked).toContain(createHash("sha256").update(ticket).digest("base64url"));
  for (const [name, value] of Object.entries(secrets)) {
    expect([name, value.length >= 43]).toEqual([name, true]);
    expect([name, asked.includes(value)]).toEqual([name, false]);
  }
});
