import { setImmediate as nextTurn } from "node:timers/promises";
import { TelewireError } from "@telewire/contracts";
import type { ActionName, ActionResult } from "@telewire/telegram";
import { startRedis, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { ALICE, call, CHAT, messageEntry, post, startGateway, TelegramStandIn } from "../../test/gateway-fixture.ts";
import type { GatewayFixture } from "../../test/gateway-fixture.ts";

const OTHER = "-1001000000009";

interface PollPage {
  readonly messages: readonly { readonly text: string }[];
  readonly nextCursor: string;
}

/** An owner that comes up after the gateway. */
class LateOwner extends TelegramStandIn {
  #looks = 0;

  override async status(request: { readonly sessionId: string }): ReturnType<TelegramStandIn["status"]> {
    this.#looks += 1;
    if (this.#looks === 1) throw new TelewireError("OWNER_UNREACHABLE");
    return { ...(await super.status(request)), state: this.#looks === 2 ? "connecting" : "live" };
  }
}

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

  it("are never older than an event that was delivered, whichever node is asked, while everything happens at once", async () => {
    await using redis = await startRedis();
    const dependencies = { redisUrl: redis.url };
    await using first = await startGateway({ dependencies });
    const { log, archive, secrets } = first;
    await using second = await startGateway({ dependencies: { ...dependencies, log, archive, secrets } });
    const nodes = [first, second];
    const token = await first.token();
    // What Telegram would say: the number of messages so far. Its answers are under way for a while.
    let truth = 0;
    for (const { telegram } of nodes) {
      telegram.chats.set(CHAT, []);
      telegram.act = async <Name extends ActionName>() => {
        const about = String(truth);
        for (let turns = truth % 4; turns > 0; turns--) await nextTurn();
        return { id: CHAT, kind: "channel", title: "Calls", about } as unknown as ActionResult<Name>;
      };
    }
    const cursors = new Map<GatewayFixture, string>();
    const deliveredTo = async (node: GatewayFixture, wait: number): Promise<number> => {
      const cursor = cursors.get(node) ?? "latest";
      const path = `/api/v1/messages/poll/${CHAT}?sessionId=${ALICE}&limit=100&wait=${wait}&cursor=${cursor}`;
      const { messages, nextCursor } = (await call(node.url + path, { token })).data as PollPage;
      cursors.set(node, nextCursor);
      return Math.max(0, ...messages.map(({ text }) => Number(text)));
    };
    for (const node of nodes) await deliveredTo(node, 0);
    const stale: string[] = [];
    let isOver = false;
    const readers = nodes.flatMap((node) =>
      [1, 2].map(async () => {
        while (!isOver) await aboutOf(node, token);
      }),
    );
    const watchers = nodes.map(async (node, index) => {
      for (let delivered = 0; delivered < 60;) {
        delivered = Math.max(delivered, await deliveredTo(node, 5));
        const told = Number(await aboutOf(node, token));
        if (told < delivered) stale.push(`node ${index} told ${told} after ${delivered}`);
      }
    });
    while (truth < 60) {
      truth += 1;
      await first.say([String(truth)]);
      await nextTurn();
    }
    await Promise.all(watchers);
    isOver = true;
    await Promise.all(readers);
    expect(stale).toEqual([]);
    const metrics = await (await fetch(`${second.url}/metrics`)).text();
    for (const from of ["memory", "source"]) expect(metrics).toContain(`kind="chat",from="${from}"}`);
  });

  it("are loaded at the start of a node when they were asked for most", async () => {
    await using first = await startGateway();
    const token = await first.token();
    for (let times = 0; times < 5; times++) await aboutOf(first, token);
    await first.gateway.drain(Date.now() + 1000);
    const { log, archive, secrets } = first;
    const control = new LateOwner();
    await using second = await startGateway({ dependencies: { log, archive, secrets, control } });
    await until(() => control.calls.some(({ method }) => method === "act"), { what: "the warm-up" });
    await aboutOf(second, token);
    const metrics = await (await fetch(`${second.url}/metrics`)).text();
    expect(metrics).toMatch(/telewire_cache_reads_total\{kind="chat",from="(memory|flight)"\} 1/);
    expect(metrics).toMatch(/telewire_cache_reads_total\{kind="chat",from="source"\} 1/);
  });

  it("are pages of history, too, for chats that are not recorded", async () => {
    await using fixture = await startGateway({ dependencies: { recordsChat: () => false } });
    const token = await fixture.token();
    fixture.telegram.chats.set(
      CHAT,
      Array.from({ length: 30 }, (_, index) => messageEntry({ messageId: String(30 - index) })),
    );
    const pageOf = async (query: string) =>
      (await call(`${fixture.url}/api/v1/messages/history/${CHAT}?sessionId=${ALICE}&limit=10${query}`, { token }))
        .data as PollPage;
    const asked = () => fixture.telegram.calls.filter(({ method }) => method === "history").length;
    const { nextCursor } = await pageOf("");
    const before = asked();
    const older = await Promise.all(Array.from({ length: 20 }, () => pageOf(`&cursor=${nextCursor}`)));
    expect(new Set(older.map((page) => JSON.stringify(page))).size).toBe(1);
    expect(older[0]?.messages.length).toBe(10);
    expect(asked() - before).toBe(1);
    await post(`${fixture.url}/api/v1/messages/send/${CHAT}`, { sessionId: ALICE, text: "x" }, { token });
    await pageOf(`&cursor=${nextCursor}`);
    expect(asked() - before).toBe(2);
  });
});
