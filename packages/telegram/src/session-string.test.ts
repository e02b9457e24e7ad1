import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { DEFAULT_DEVICE } from "./session-secret.ts";
import { readSessionString, SESSION_STRING_FORMATS, writeSessionString } from "./session-string.ts";

const authKey = new Uint8Array(randomBytes(256));
const dc = { id: 4, ipAddress: "149.154.167.91", port: 443 };
const secret = {
  dcs: { main: dc, media: dc },
  authKeys: new Map([[4, authKey]]),
  self: { id: 5_000_000_001, isBot: false },
  device: DEFAULT_DEVICE,
};

it.each(SESSION_STRING_FORMATS)("reads the %s string that it writes", (format) => {
  const session = readSessionString(writeSessionString(format, secret, 12_345));
  expect(session).toMatchObject({ format, dcs: { main: dc } });
  expect(Buffer.from(session.authKey)).toEqual(Buffer.from(authKey));
  expect(session.self).toEqual(format === "mtcute" || format === "pyrogram" ? secret.self : null);
});

it("carries an IPv6 address", () => {
  const ipv6 = { id: 2, ipAddress: "2001:67c:4e8:f002::a", port: 443, ipv6: true };
  const text = writeSessionString(
    "telethon",
    { ...secret, dcs: { main: ipv6, media: ipv6 }, authKeys: new Map([[2, authKey]]) },
    1,
  );
  expect(readSessionString(text).dcs.main).toEqual({
    id: 2,
    ipAddress: "2001:067c:04e8:f002:0000:0000:0000:000a",
    port: 443,
    ipv6: true,
  });
});

it("agrees with Telethon itself", () => {
  const script =
    "import sys\nfrom telethon.sessions import StringSession\ns = StringSession(sys.argv[1])\nprint(s.dc_id, s.server_address, s.port, s.auth_key.key.hex())\nprint(s.save())";
  const text = writeSessionString("telethon", secret, 12_345);
  const [fields, saved = ""] = execFileSync("/usr/bin/python3", ["-c", script, text], { encoding: "utf8" })
    .trim()
    .split("\n");
  expect(fields).toBe(`4 149.154.167.91 443 ${Buffer.from(authKey).toString("hex")}`);
  expect(Buffer.from(readSessionString(saved).authKey)).toEqual(Buffer.from(authKey));
});

it("agrees with GramJS itself", async () => {
  const { sessions } = (await import("telegram")) as {
    sessions: {
      StringSession: new (text: string) => {
        load(): Promise<void>;
        dcId: number;
        serverAddress: string;
        port: number;
        save(): string;
      };
    };
  };
  const text = writeSessionString("gramjs", secret, 12_345);
  const session = new sessions.StringSession(text);
  await session.load();
  expect([session.dcId, session.serverAddress, session.port]).toEqual([4, "149.154.167.91", 443]);
  expect(session.save()).toBe(text);
});

it.each(["", "1", "nonsense!", "1AAAA", Buffer.alloc(100).toString("base64")])("refuses %j", (text) => {
  expect(() => readSessionString(text)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
});
