import { startVault, until } from "@telewire/testing";
import { expect, it } from "vitest";
import { ServerProcess, World } from "./fixture.ts";

it("opens its logins by Vault's key after a restart, and has in memory what was asked for most", async () => {
  await using vault = await startVault();
  await using world = await World.create(1);
  Object.assign(world.env, {
    TELEGRAM_ENCRYPTION_KEY: "vault:telewire",
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: vault.token,
  });
  await using server = await ServerProcess.start(world.env);
  const token = await world.token(server);
  await server.logIn(world.emulator, token, "ann");
  const path = `/api/v1/chats/${world.chatIds[0]}?sessionId=ann`;
  const ask = () => server.call<{ title: string }>("GET", path, undefined, token);
  const reads = async (from: string): Promise<number> => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    return Number(new RegExp(`cache_reads_total\\{kind="chat",from="${from}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
  };
  for (let times = 0; times < 3; times++) expect((await ask()).data.title).toBe("Calls 1");
  expect(await server.signal("SIGTERM")).toBe(0);
  vault.rotate();
  await server.start();
  await server.untilLive(token, "ann");
  await until(async () => (await reads("source")) === 1, { timeoutMs: 20_000, what: "the warm-up" });
  expect((await ask()).data.title).toBe("Calls 1");
  expect((await reads("memory")) + (await reads("flight"))).toBe(1);
  expect(await reads("source")).toBe(1);
}, 90_000);
