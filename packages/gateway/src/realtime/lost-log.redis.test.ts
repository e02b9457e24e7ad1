import { openRedisLog } from "@telewire/log";
import { startRedis, until } from "@telewire/testing";
import { expect, it } from "vitest";
import { ALICE, startGateway } from "../../test/gateway-fixture.ts";
import { TestClient } from "../../test/test-client.ts";

it("a log that lost its past ends the topics; who comes back is told of the gap, and hears what is new", async () => {
  await using redis = await startRedis({ appendOnly: false });
  await using log = await openRedisLog({ url: redis.url });
  await using fixture = await startGateway({ dependencies: { log } });
  const token = await fixture.token();
  using client = new TestClient(fixture.url, `messages/${ALICE}`, { token });
  await client.hello();
  const [position = ""] = await fixture.say(["before"]);
  await client.texts(1);
  await redis.restart();
  expect(await client.closed()).toBe(4003);
  using back = new TestClient(fixture.url, `messages/${ALICE}?since=${position}`, { token });
  expect((await back.hello()).data.recovered).toBe(false);
  await until(() => back.of("GAP").length > 0);
  expect(back.of("GAP")[0]?.data.reason).toBe("other-epoch");
  await fixture.say(["later"]);
  await until(() => back.of("NEW_MESSAGE").some(({ data }) => data.text === "later"));
});
