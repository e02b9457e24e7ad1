import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "./commands/index.ts";
import { run } from "./main.ts";

async function telewire(...args: readonly string[]) {
  let [out, err] = ["", ""];
  const code = await run(args, {
    env: {},
    stdin: process.stdin,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

describe("the command line", () => {
  it.each(["--version", "-v", "version"])("says which version it is: %s", async (flag) => {
    expect(await telewire(flag)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^telewire \d+\.\d+\.\d+ .*\n$/),
    });
  });

  it.each([[], ["--help"], ["-h"], ["help"]])("lists every command: %s", async (...args) => {
    const { code, out } = await telewire(...args);
    expect(code).toBe(0);
    for (const { name, summary } of COMMANDS) expect(out).toContain(`${name.padEnd(11)}  ${summary}`);
  });

  it.each(COMMANDS)("explains $name, and what it does not understand", async ({ name, usage }) => {
    expect(await telewire(name, "--help")).toEqual({ code: 0, out: usage, err: "" });
    expect(usage).toMatch(new RegExp(`^Usage: telewire ${name}\\b`));
    const wrong = await telewire(name, "--no-such-option");
    expect(wrong).toMatchObject({ code: 2, out: "", err: expect.stringContaining(usage) });
    expect(wrong.err).toMatch(new RegExp(`^telewire ${name}: .*--no-such-option`));
  });

  it("says that there is no such command, and which one may be meant", async () => {
    expect(await telewire("sevre")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(
        /^telewire: there is no command 'sevre'; did you mean 'serve'\?\n\n.*Usage: telewire COMMAND/s,
      ),
    });
    expect((await telewire("frobnicate")).err).toMatch(/^telewire: there is no command 'frobnicate'\n/);
    expect((await telewire("--json")).err).toMatch(/^telewire: there is no option '--json'\n/);
  });

  it("names the option that may be meant, in one sentence", async () => {
    const { err } = await telewire("keys", "list", "--jsn");
    expect(err.split("\n")[0]).toBe("telewire keys: Unknown option '--jsn'; did you mean '--json'?");
    expect((await telewire("keys", "create", "--name")).err.split("\n")[0]).toBe(
      "telewire keys: Option '--name <value>' argument missing",
    );
    expect(await telewire("serve", "--role", "api,lisener")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--role takes api, listener, consumer, not 'lisener'"),
    });
  });

  it("tells why no server could be asked", async () => {
    const login = async (url: string) =>
      await telewire("login", "--url", url, "--api-key", "k", "--phone", "+99966200001");
    const server = createServer((_request, response) => response.end("<html>"));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const strange = {
        code: 1,
        err: `telewire login: what answers at http://127.0.0.1:${port} is not Telewire (200)\n`,
      };
      expect(await login(`http://127.0.0.1:${port}`)).toMatchObject(strange);
      expect((await login(`https://127.0.0.1:${port}`)).err).toContain("it does not speak https there");
      expect((await login(`127.0.0.1:${port}`)).err).toContain("is no http or https address");
    } finally {
      server.close();
    }
    expect((await login(`http://127.0.0.1:${port}`)).err).toContain(`nothing answers at http://127.0.0.1:${port}: `);
  });
});
