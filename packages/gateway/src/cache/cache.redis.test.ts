import { startRedis, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";

const OTHER = "-1001000000009";

/** What the gateway tells of a chat; `about` counts how often Telegram was asked. */
async function aboutOf({ url }: GatewayFixture, token: string, chatId = CHAT): Promise<string> {
  const { data } = await call(`${url}/api/v1/chats/${chatId}?sessionId=${ALICE}`, { token });
  return (data as { about: string }).about;
}

function countQuestions(fixture: GatewayFixture): void {
  let count = 0;
  const base = fixture.telegram.acts.get("chat") as object;
  Object.defineProperty(fixture.telegram.acts, "get", {
    value: (name: string) =>
      name === "chat" ? { ...base, about: String(++count) } : Map.prototype.get.call(fixture.telegram.acts, name),
  });
}

const seen = ({ log, gateway }: GatewayFixture, token: string, position: string) =>
  until(async () => {
    const { data } = await call(`${gateway.url}/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&limit=100`, { token });
    return log.partitionOf(ALICE) === 0 && JSON.stringify(data).includes(position);
  });

describe("cached answers", () => {
  it("are asked for once, and never served after an event of their chat was delivered", async () => {
    await using fixture = await startGateway();
    countQuestions(fixture);
    const token = await fixture.token();
    const together = await Promise.all(Array.from({ length: 20 }, () => aboutOf(fixture, token)));
    expect(new Set(together)).toEqual(new Set(["1"]));
    expect(await aboutOf(fixture, token)).toBe("1");
    for (let round = 2; round <= 20; round++) {
      const [position = ""] = await fixture.say([`message ${round}`]);
      await seen(fixture, token, position);
      expect(await aboutOf(fixture, token)).toBe(String(round));
    }
    const [position = ""] = await fixture.say(["elsewhere"], { chatId: OTHER });
    await until(async () => {
      const path = `/api/v1/messages/poll/${OTHER}?sessionId=${ALICE}`;
      return JSON.stringify((await call(fixture.url + path, { token })).data).includes(position);
    });
    expect(await aboutOf(fixture, token)).toBe("20");
    const metrics = await (await fetch(`${fixture.url}/metrics`)).text();
    expect(metrics).toMatch(/telewire_cache_reads_total\{kind="chat",from="source"\} 20/);
    expect(metrics).toMatch(/telewire_cache_reads_total\{kind="chat",from="memory"\} \d+/);
  });

  it("are not served after a change through the API, and are refreshed before they expire", async () => {
    let offset = 0;
    const clock = { now: () => Date.now() + offset, monotonic: () => performance.now() + offset };
    await using fixture = await startGateway({ clock });
    countQuestions(fixture);
    const token = await fixture.token();
    expect(await aboutOf(fixture, token)).toBe("1");
    offset += 5;
    await post(`${fixture.url}/api/v1/messages/send/${CHAT}`, { sessionId: ALICE, text: "x" }, { token });
    offset += 5;
    expect(await aboutOf(fixture, token)).toBe("2");
    offset += 25_000;
    expect(await aboutOf(fixture, token)).toBe("2");
    await until(async () => (await aboutOf(fixture, token)) === "3");
    offset += 31_000;
    expect(await aboutOf(fixture, token)).toBe("4");
  });

  it("are shared by nodes over Redis, each refusing what is older than its events", async () => {
    await using redis = await startRedis();
    await using first = await startGateway({ dependencies: { redisUrl: redis.url } });
    const shared = { redisUrl: redis.url, log: first.log, archive: first.archive, secrets: first.secrets };
    await using second = await startGateway({ dependencies: shared });
    countQuestions(first);
    countQuestions(second);
    const token = await first.token();
    await first.say(["start"]);
    await aboutOf(second, token, OTHER);
    expect(await aboutOf(first, token)).toBe("1");
    const reads = async ({ url }: GatewayFixture) => (await fetch(`${url}/metrics`)).text();
    await until(async () => {
      await aboutOf(second, token);
      return (await reads(second)).includes('kind="chat",from="redis"} ');
    });
    const [position = ""] = await first.say(["news"]);
    await seen(second, token, position);
    const before = Number(await aboutOf(second, token));
    expect(await reads(second)).toMatch(/kind="chat",from="source"\} [2-9]/);
    await redis.kill();
    expect(Number(await aboutOf(second, token))).toBeGreaterThanOrEqual(before);
  });
});
