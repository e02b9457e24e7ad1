import { join } from "node:path";
import { openSqliteArchive } from "@telewire/archive";
import type { Archive } from "@telewire/archive";
import { telewire, until } from "@telewire/testing";
import { describe, expect, it } from "vitest";
import { PASSWORD, PHONE, ServerProcess, untilArchived, World } from "./fixture.ts";

const MINT = "7GCihgDB8fe6KNjn2MYtkzZcRjQy3t9GHdC8uHYmW2hr";

describe("the embedded server", () => {
  it("brings a Telegram message to the archive and to a poll, and ends in order", async () => {
    await using world = await World.create(1);
    await using server = await ServerProcess.start(world.env);
    const token = await world.token(server);
    await server.logIn(world.emulator, token, "ann");
    const [chatId = ""] = world.chatIds;
    const { ids } = await world.emulator.post<{ ids: number[] }>("/messages", [
      { chatId, text: "hello" },
      { chatId, text: `buy ${MINT}` },
    ]);
    const sent = new Map([[chatId, ids.map(String)]]);
    const polled = await until(async () => {
      const page = await server.call<{ messages: { text: string; messageId: string }[] }>(
        "GET",
        `/api/v1/messages/poll/${chatId}?sessionId=ann`,
        undefined,
        token,
      );
      return page.data.messages.length >= 2 ? page.data.messages : undefined;
    });
    expect(polled.map(({ messageId, text }) => [messageId, text])).toEqual([
      [String(ids[0]), "hello"],
      [String(ids[1]), `buy ${MINT}`],
    ]);
    {
      await using archive = await archiveOf(world);
      expect(await untilArchived(archive, "ann", sent)).toEqual(sent);
      await until(async () => (await archive.detections.count()) === 1);
    }
    expect(await server.signal("SIGTERM")).toBe(0);
    expect(server.lines("stopped")).toHaveLength(1);
  });

  it("misses nothing from the moment on at which a new session is live, even when it is killed in that moment", async () => {
    await using world = await World.create(3);
    await using server = await ServerProcess.start(world.env);
    const token = await world.token(server);
    await server.logIn(world.emulator, token, "ann");
    await server.signal("SIGKILL");
    const sent = await world.load(300, 0);
    await server.restart();
    await using archive = await archiveOf(world);
    expect(await untilArchived(archive, "ann", sent)).toEqual(sent);
  });

  it("logs in at the terminal while the server runs, which takes the session over", async () => {
    await using world = await World.create(1);
    await using server = await ServerProcess.start(world.env);
    const token = await world.token(server);
    const wrong = telewire(["login", "--phone", PHONE, "--session", "cli", "--json"], world.env, `00000\n`);
    // Its input ends with the wrong code: no mistake in how it was called, so without the usage.
    await expect(wrong).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The login code is wrong") as string,
    });
    const code = await world.emulator.code(PHONE);
    const done = await telewire(
      ["login", "--phone", PHONE, "--session", "cli", "--json"],
      world.env,
      `${code}\nnot it\n${PASSWORD}\n`,
    );
    expect(done.stderr).toContain("The two-step verification password is wrong.");
    expect(JSON.parse(done.stdout)).toMatchObject({ sessionId: "cli", user: { firstName: "Ann" } });
    await server.untilLive(token, "cli");
  });

  it("latches what Telegram ended for good, says so, and starts anew after a new login", async () => {
    await using world = await World.create(1);
    await using server = await ServerProcess.start(world.env);
    const token = await world.token(server);
    await server.logIn(world.emulator, token, "ann");
    await world.emulator.post("/faults", {
      error: { code: 401, message: "SESSION_REVOKED" },
      account: PHONE,
    });
    const stateOf = async (): Promise<string> =>
      (await server.call<{ state: string }>("GET", "/api/v1/sessions/ann", undefined, token)).data.state;
    const [chatId = ""] = world.chatIds;
    await until(
      async () => {
        await server.call("POST", `/api/v1/messages/send/${chatId}`, { sessionId: "ann", text: "x" }, token);
        return (await stateOf()) === "revoked";
      },
      { timeoutMs: 20_000 },
    );
    const refused = await server.call(
      "POST",
      `/api/v1/messages/send/${chatId}`,
      { sessionId: "ann", text: "x" },
      token,
    );
    expect(refused.error).toMatchObject({ code: "SESSION_LOST" });
    await world.emulator.call("DELETE", "/faults");
    await server.logIn(world.emulator, token, "ann");
  });
});

function archiveOf(world: World): Promise<Archive> {
  return openSqliteArchive({ file: join(world.directory.path, "archive.sqlite"), contentPolicy: "all" });
}
