import { describe, expect, it } from "vitest";
import { call, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";
import { createSignInLink } from "../auth/one-time-tokens.ts";

const METRICS_TOKEN = "metrics-token-0123456789abcdef";
const PROXIED = { trustProxy: ["127.0.0.1"], metricsToken: METRICS_TOKEN };
const GUESSER = "203.0.113.1";
const OTHER = "203.0.113.2";

async function metrics({ url }: GatewayFixture, address: string, token: string): Promise<[number, string]> {
  const headers = { "x-forwarded-for": address, authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/metrics`, { headers });
  return [answer.status, await answer.text()];
}

/** How many failed logins were scored, as the metrics tell. */
async function scored(fixture: GatewayFixture): Promise<number> {
  const [, text] = await metrics(fixture, OTHER, METRICS_TOKEN);
  return Number(/^telewire_abuse_signals_total\{signal="failed-login"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

async function signIn({ url }: GatewayFixture, address: string, path: string): Promise<[number, string]> {
  const headers = { "x-forwarded-for": address, accept: "application/json" };
  const answer = await call(url + path, { headers });
  return [answer.status, answer.headers.get("set-cookie") === null ? answer.error.code : "signed in"];
}

describe.each(["/metrics", "/api/metrics/telegram-stream"])("guesses of the metrics token at %s", (path) => {
  const guess = ({ url }: GatewayFixture, address: string, token: string) =>
    fetch(url + path, { headers: { "x-forwarded-for": address, authorization: `Bearer ${token}` } });

  it.each([
    ["by the minute", { authFailuresPerMinute: 5 }],
    ["by their score", { abuseBlockScore: 5 }],
  ])("are limited %s: then a right one tells nothing either", async (_how, limits) => {
    await using fixture = await startGateway({ options: { ...PROXIED, ...limits } });
    const statuses: number[] = [];
    for (let count = 0; count < 8; count++) statuses.push((await guess(fixture, GUESSER, `guess-${count}`)).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 403]);
    const wrong = await guess(fixture, GUESSER, "another-guess");
    const right = await guess(fixture, GUESSER, METRICS_TOKEN);
    expect(right.status).toBe(403);
    const told = async (answer: Response): Promise<unknown> =>
      ((await answer.json()) as { error: { code: string } }).error.code;
    expect([await told(right), await told(wrong)]).toEqual(["BLOCKED", "BLOCKED"]);
    expect((await guess(fixture, OTHER, METRICS_TOKEN)).status).toBe(200);
  });

  it("are scored, each", async () => {
    await using fixture = await startGateway({ options: PROXIED });
    for (let count = 0; count < 4; count++) await guess(fixture, GUESSER, `guess-${count}`);
    expect(await scored(fixture)).toBe(4);
  });
});

describe("guesses of sign-in links", () => {
  const guessed = (count: number): string => `/signin?token=${String(count).padStart(43, "A")}`;

  it("are scored, and refused before a right one is used up", async () => {
    await using fixture = await startGateway({ options: { ...PROXIED, abuseBlockScore: 5 } });
    const { path } = await createSignInLink({ archive: fixture.archive });
    const codes: string[] = [];
    for (let count = 0; count < 8; count++) codes.push((await signIn(fixture, GUESSER, guessed(count)))[1]);
    expect([codes[0], codes.at(-1)]).toEqual(["INVALID_SIGNIN_LINK", "BLOCKED"]);
    expect(await scored(fixture)).toBeGreaterThanOrEqual(5);
    expect(await signIn(fixture, GUESSER, path)).toEqual([403, "BLOCKED"]);
    expect((await signIn(fixture, OTHER, path))[1]).toBe("signed in");
  });

  it("are limited by the minute", async () => {
    await using fixture = await startGateway({ options: { ...PROXIED, authPerMinute: 4 } });
    const { path } = await createSignInLink({ archive: fixture.archive });
    const codes: string[] = [];
    for (let count = 0; count < 7; count++) codes.push((await signIn(fixture, GUESSER, guessed(count)))[1]);
    expect(codes.at(-1)).toBe("RATE_LIMITED");
    expect(await signIn(fixture, GUESSER, path)).toEqual([429, "RATE_LIMITED"]);
    expect((await signIn(fixture, OTHER, path))[1]).toBe("signed in");
  });
});
