import { startRedis, startRedisCluster } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { call, startGateway } from "../../test/gateway-fixture.ts";
import { sign, signer } from "../../test/sign.ts";

/** The codes of two nodes for the same signed request. */
async function replayOver(redisUrl: string): Promise<readonly string[]> {
  await using first = await startGateway({ dependencies: { redisUrl } });
  await using second = await startGateway({
    dependencies: { redisUrl, log: first.log, archive: first.archive, secrets: first.secrets },
  });
  const { secret, token } = await signer(first);
  const headers = sign(secret, "GET", `${first.url}/api/v1/sessions`);
  const answers = [
    await call(`${first.url}/api/v1/sessions`, { token, headers }),
    await call(`${second.url}/api/v1/sessions`, { token, headers }),
  ];
  return answers.map((answer) => (answer.success ? "ok" : answer.error.code));
}

describe("a signed request", () => {
  it("cannot be replayed on another node", async () => {
    await using redis = await startRedis();
    expect(await replayOver(redis.url)).toEqual(["ok", "REPLAYED_REQUEST"]);
  });

  it("cannot be replayed on another node over a cluster", async () => {
    await using cluster = await startRedisCluster();
    expect(await replayOver(`redis://127.0.0.1:${cluster.nodes[0]?.port ?? 0}`)).toEqual(["ok", "REPLAYED_REQUEST"]);
  });

  it("is refused while replays cannot be ruled out", async () => {
    await using redis = await startRedis();
    await using fixture = await startGateway({ dependencies: { redisUrl: redis.url } });
    const { secret, token } = await signer(fixture);
    await redis.kill();
    const url = `${fixture.url}/api/v1/sessions`;
    expect(await call(url, { token, headers: sign(secret, "GET", url) })).toMatchObject({
      status: 503,
      error: { code: "LOG_UNAVAILABLE" },
    });
  });
});
