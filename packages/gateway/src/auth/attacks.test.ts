import { createHmac, randomBytes } from "node:crypto";
import { SignJWT, base64url, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";

let fixture: GatewayFixture;
let good = "";
beforeAll(async () => {
  fixture = await startGateway({ options: { authFailuresPerMinute: 1000 } });
  good = await fixture.token();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const codeOf = async (token: string): Promise<string> => {
  const answer = await call(`${fixture.url}/api/v1/auth/me`, { token });
  return answer.success ? "accepted" : answer.error.code;
};
const unsigned = (header: object, payload: object): string =>
  `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(payload))}`;

describe("a forged token", () => {
  it("without a signature is refused, however it spells none", async () => {
    for (const alg of ["none", "None", "nOnE", ""])
      expect(await codeOf(`${unsigned({ ...decodeProtectedHeader(good), alg }, decodeJwt(good))}.`)).toBe(
        "INVALID_TOKEN",
      );
  });

  it("signed by HMAC with the public key is refused", async () => {
    const { keys } = (await (await fetch(`${fixture.url}/.well-known/jwks.json`)).json()) as { keys: { x: string }[] };
    const input = unsigned({ ...decodeProtectedHeader(good), alg: "HS256" }, decodeJwt(good));
    for (const secret of [keys[0]?.x ?? "", base64url.decode(keys[0]?.x ?? ""), JSON.stringify(keys[0])]) {
      expect(await codeOf(`${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`)).toBe(
        "INVALID_TOKEN",
      );
    }
  });

  it("signed by another key is refused, also when it brings the key along", async () => {
    const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
    const claims = decodeJwt(good);
    const { kid = "" } = decodeProtectedHeader(good);
    const jwk = await exportJWK(publicKey);
    for (const header of [{ kid }, { kid: "other" }, { kid, jwk }, { kid: "../../etc/passwd" }]) {
      expect(
        await codeOf(
          await new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", ...header }).sign(privateKey),
        ),
      ).toBe("INVALID_TOKEN");
    }
  });

  it("changed in any part is refused", async () => {
    const [header = "", payload = "", signature = ""] = good.split(".");
    const admin = base64url.encode(JSON.stringify({ ...decodeJwt(good), sub: "someone" }));
    for (const token of [
      `${header}.${admin}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      "..",
      "a".repeat(5000),
    ]) {
      expect(await codeOf(token)).toMatch(/INVALID_TOKEN|UNAUTHENTICATED/);
    }
  });

  it("is refused when it has expired, or its key was revoked", async () => {
    await using past = await startGateway({
      options: { jwtTtlSeconds: 30 },
      clock: { now: () => Date.now() + offset, monotonic: () => performance.now() + offset },
    });
    let offset = 0;
    const { apiKey, keyId } = await past.key();
    const { accessToken, refreshToken } = (await post(`${past.url}/api/v1/auth/token`, { apiKey })).data as {
      accessToken: string;
      refreshToken: string;
    };
    offset = 31_000;
    expect(await call(`${past.url}/api/v1/auth/me`, { token: accessToken })).toMatchObject({
      status: 401,
      error: { code: "TOKEN_EXPIRED" },
    });
    const { apiKey: second, keyId: secondId } = await past.key();
    const { accessToken: live } = (await post(`${past.url}/api/v1/auth/token`, { apiKey: second })).data as {
      accessToken: string;
    };
    await past.archive.apiKeys.revoke(keyId, Date.now());
    await past.archive.apiKeys.revoke(secondId, Date.now());
    offset = 41_000;
    expect((await call(`${past.url}/api/v1/auth/me`, { token: live })).error.code).toBe("INVALID_TOKEN");
    expect((await post(`${past.url}/api/v1/auth/refresh`, { refreshToken })).error.code).toBe("INVALID_REFRESH_TOKEN");
    expect((await post(`${past.url}/api/v1/auth/token`, { apiKey })).error.code).toBe("INVALID_API_KEY");
  });

  it("of another installation is refused", async () => {
    await using other = await startGateway();
    expect(await codeOf(await other.token())).toBe("INVALID_TOKEN");
  });
});

describe("signing keys", () => {
  it("are replaced by age while tokens of the one before go on working", async () => {
    let offset = 0;
    await using aging = await startGateway({
      options: { jwtKeyRotationHours: 0.01 },
      clock: { now: () => Date.now() + offset, monotonic: () => performance.now() + offset },
    });
    const before = await aging.token();
    offset = 40_000;
    const after = await aging.token();
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    for (const token of [before, after])
      expect((await call(`${aging.url}/api/v1/auth/me`, { token })).status).toBe(200);
  });

  it("are useless without the encryption key", async () => {
    const stored = await fixture.archive.records.list("jwt-key");
    expect(stored.length).toBeGreaterThan(0);
    for (const { value } of stored) expect(value).not.toMatch(/"d":/);
  });
});

describe("odd requests", () => {
  it("never reach the inside", async () => {
    const odd = [
      "/api/v1/sessions/..%2f..%2fetc%2fpasswd",
      "/api/v1/sessions/%00",
      "/api/v1/messages/poll/-1' OR '1'='1?sessionId=alice",
      "/..%2f..%2fpackage.json",
      `/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&sessionId=bob`,
      `/api/v1/messages/poll/${CHAT}?sessionId[]=alice`,
      `/api/v1/sessions/${"a".repeat(300)}`,
      `/api/v1/messages/history/${CHAT}?sessionId=${ALICE}&cursor=m.${"9".repeat(16)}.0.1-0`,
      `/api/v1/detections?cursor=d.x.0.99999999999999999-0`,
    ];
    for (const path of odd) {
      const answer = await call(fixture.url + path, { token: good });
      expect([path, answer.status < 500, answer.success]).toEqual([path, true, false]);
    }
    const polluted = await post(
      `${fixture.url}/api/v1/auth/token`,
      JSON.parse('{"apiKey":"x","__proto__":{"role":"admin"},"constructor":{}}'),
    );
    expect(polluted.status).toBe(400);
    expect(({} as { role?: string }).role).toBeUndefined();
    const deep = await call(`${fixture.url}/api/v1/auth/token`, {
      method: "POST",
      body: "[".repeat(100_000),
      headers: { "content-type": "application/json" },
    });
    expect(deep.status).toBe(400);
    const binary = await call(`${fixture.url}/api/v1/auth/token`, {
      method: "POST",
      body: randomBytes(64),
      headers: { "content-type": "application/json" },
    });
    expect(binary.status).toBe(400);
  });
});
