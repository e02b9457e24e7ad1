import { startRedis, until } from "@telewire/testing";
import { expect, it } from "vitest";
import { call, startGateway } from "../../test/gateway-fixture.ts";

it("limits and blocks hold over all nodes, and for each node alone while Redis is away", async () => {
  await using redis = await startRedis();
  const options = { readsPerMinute: 10, abuseBlockScore: 5 };
  await using first = await startGateway({ options, dependencies: { redisUrl: redis.url } });
  const shared = { redisUrl: redis.url, log: first.log, archive: first.archive, secrets: first.secrets };
  await using second = await startGateway({ options, dependencies: shared });
  const [token, other] = [await first.token(), await second.token()];
  const me = (url: string, bearer = token) => call(`${url}/api/v1/auth/me`, { token: bearer });
  for (let count = 0; count < 12; count++) expect((await me(first.url)).status).toBe(200);
  expect(await me(second.url)).toMatchObject({
    status: 429,
    error: { code: "RATE_LIMITED", details: { current: 13 } },
  });
  for (let count = 0; count < 6; count++) await me(first.url, "guess");
  await until(async () => (await me(second.url, "guess")).error.code === "BLOCKED");
  await redis.kill();
  const answers = [];
  for (let count = 0; count < 13; count++) answers.push((await me(second.url, other)).status);
  expect(answers.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => 200));
  expect(answers[12]).toBe(429);
});
