import { randomBytes } from "node:crypto";
import { openPostgresArchive } from "@telewire/archive";
import { createSecretBox, systemClock } from "@telewire/kit";
import type { Clock, SecretBox } from "@telewire/kit";
import { openRedisLog } from "@telewire/log";
import { startPostgres, startRedis, until } from "@telewire/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventStreamClient } from "../../test/event-stream-client.ts";
import { HIDDEN } from "../../test/foreign-world.ts";
import { ALICE, call, CHAT, post, startGateway } from "../../test/gateway-fixture.ts";
import type { Answered, GatewayFixture } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";
import { accessTokenOf } from "../../test/tokens.ts";

/** For so long a node may believe what it knows of a key; what is connected is looked at each second. */
const PROMISED_MS = 5000;

/** Time as it is, and what is added to it. */
class HurriedClock implements Clock {
  #addedMs = 0;
  now(): number {
    return systemClock.now() + this.#addedMs;
  }
  monotonic(): number {
    return systemClock.monotonic() + this.#addedMs;
  }
  pass(ms: number): void {
    this.#addedMs += ms;
  }
}

const stack = new AsyncDisposableStack();
const clock = new HurriedClock();
/** Where keys are changed, and where messages come in. */
let here: GatewayFixture;
/** Where the clients are. */
let there: GatewayFixture;
let admin = "";
beforeAll(async () => {
  const redis = stack.use(await startRedis());
  const postgres = stack.use(await startPostgres());
  const databaseUrl = await postgres.createDatabase();
  const secrets = createSecretBox([randomBytes(32)]);
  const node = (nodeId: string, of?: Clock): Promise<GatewayFixture> =>
    startNode({ nodeId, secrets, databaseUrl, redisUrl: redis.url, ...(of === undefined ? {} : { clock: of }) });
  here = await node("here");
  there = await node("there", clock);
  await here.addSession(ALICE);
  admin = await here.token();
});
afterAll(() => stack.disposeAsync());

async function startNode({
  databaseUrl,
  clock: of,
  ...dependencies
}: {
  readonly nodeId: string;
  readonly secrets: SecretBox;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly clock?: Clock;
}): Promise<GatewayFixture> {
  const archive = stack.use(await openPostgresArchive({ url: databaseUrl, contentPolicy: "all" }));
  const log = stack.use(await openRedisLog({ url: dependencies.redisUrl }));
  return stack.use(
    await startGateway({ dependencies: { ...dependencies, archive, log }, ...(of === undefined ? {} : { clock: of }) }),
  );
}

const topic = `messages/${ALICE}`;

/** Everything that somebody with a key may have open on the other node. */
class Victim implements Disposable {
  readonly keyId: string;
  readonly token: string;
  readonly socket: TestClient;
  readonly stream: EventStreamClient;

  constructor(keyId: string, token: string) {
    this.keyId = keyId;
    this.token = token;
    this.socket = new TestClient(there.url, topic, { token });
    this.stream = new EventStreamClient(there.url, topic, { authorization: `Bearer ${token}` });
  }

  /** Connected and level: `text` has arrived. Returns its position. */
  static async hearing(text: string): Promise<{ readonly victim: Victim; readonly position: string }> {
    const { apiKey, keyId } = await here.key({ role: "reader" });
    const victim = new Victim(keyId, await accessTokenOf(there, apiKey));
    await victim.socket.hello();
    await until(() => victim.stream.of("HELLO").length > 0, { what: "the stream's HELLO" });
    const [position = ""] = await here.say([text], { chatId: HIDDEN });
    await Promise.all([victim.socket.texts(1), victim.stream.texts(1)]);
    return { victim, position };
  }

  poll(cursor: string, wait: number): Promise<Answered> {
    return call(`${there.url}/api/v1/messages/poll/${HIDDEN}?sessionId=${ALICE}&cursor=${cursor}&wait=${wait}`, {
      token: this.token,
    });
  }

  get heard(): string {
    return JSON.stringify([this.socket.frames, this.stream.events]);
  }

  [Symbol.dispose](): void {
    this.socket[Symbol.dispose]();
    this.stream[Symbol.dispose]();
  }
}

const CHANGES = [
  {
    change: "is revoked",
    make: (keyId: string) => call(`${here.url}/api/v1/keys/${keyId}`, { method: "DELETE", token: admin }),
    ends: { code: 4501, reason: "UNAUTHENTICATED" },
    poll: "UNAUTHENTICATED",
    later: "INVALID_TOKEN",
    still: [],
  },
  {
    change: "is replaced by another",
    make: (keyId: string) => post(`${here.url}/api/v1/keys/${keyId}/rotate`, { overlapSeconds: 0 }, { token: admin }),
    ends: { code: 4501, reason: "UNAUTHENTICATED" },
    poll: "UNAUTHENTICATED",
    later: "INVALID_TOKEN",
    still: [],
  },
  {
    change: "gets a filter",
    make: (keyId: string) =>
      post(`${here.url}/api/v1/keys/${keyId}/filter`, { filter: { chats: [CHAT] } }, { token: admin }),
    ends: { code: 4004, reason: "FILTER_CHANGED" },
    poll: "FORBIDDEN",
    later: "FORBIDDEN",
    still: ["the open chat"],
  },
] as const;

describe.each(CHANGES)("a key that $change on one node", ({ change, make, ends, poll, later, still }) => {
  it("ends what is open on another in time, and nothing of what it may not see goes there any more", async () => {
    const { victim, position } = await Victim.hearing(`before it ${change}`);
    using _open = victim;
    const startedAt = performance.now();
    const waiting = victim.poll(position, 30);
    await until(() => performance.now() - startedAt > 300, { what: "a poll that waits" });
    expect((await make(victim.keyId)).success).toBe(true);

    clock.pass(PROMISED_MS);
    expect(await victim.socket.closed()).toBe(ends.code);
    await victim.stream.ended();
    expect(victim.stream.events.at(-1)?.data).toMatchObject({ type: "CLOSE", data: ends });

    using witness = new TestClient(there.url, `${topic}?since=${position}`, { token: admin });
    const said = [`hidden since it ${change}`, `open since it ${change}`] as const;
    await here.say([said[0]], { chatId: HIDDEN });
    await here.say([said[1]]);
    expect(await witness.texts(2)).toEqual(said);
    const answered = await waiting;
    expect([answered.error.code, JSON.stringify(answered)]).toEqual([poll, expect.not.stringContaining("since it")]);
    expect(victim.heard).not.toContain("since it");

    // What it knew, its token and a position, lead no further.
    using again = new TestClient(there.url, `${topic}?since=${position}`, { token: victim.token });
    const headers = { authorization: `Bearer ${victim.token}`, "last-event-id": position };
    using streamed = new EventStreamClient(there.url, topic, headers);
    expect((await victim.poll(position, 0)).error.code).toBe(later);
    await until(() => again.closeCode !== null || again.of("NEW_MESSAGE").length > 0, { what: "an answer" });
    await until(() => streamed.isEnded || streamed.of("NEW_MESSAGE").length > 0, { what: "an answer" });
    expect(again.of("NEW_MESSAGE").map(({ data }) => data.text)).toEqual(still.map(() => said[1]));
    expect(streamed.of("NEW_MESSAGE").map(({ data }) => data.data.text)).toEqual(still.map(() => said[1]));
    expect(streamed.status).toBe(still.length > 0 ? 200 : 401);
    expect(JSON.stringify([again.frames, streamed.events, streamed.body])).not.toContain(said[0]);
  });
});
