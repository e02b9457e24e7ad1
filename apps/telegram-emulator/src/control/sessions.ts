import type { EmulatorCore } from "../core.ts";
import type { AuthKey } from "../mtproto/auth-keys.ts";
import { addUser, setMember } from "../world/builder.ts";
import type { User } from "../world/types.ts";
import { fieldsOf, optionalNumber, optionalString, reference, references } from "./fields.ts";
import { ControlError, type Route } from "./http.ts";
import { chatPeerOf, userOf } from "./resolve.ts";

const KEY_BYTES = 256;
const FIRST_PHONE = 9_996_610_000;
const MAX_COUNT = 50_000;

const keyBytes = (core: EmulatorCore, text: string | undefined): Buffer => {
  if (text === undefined) return core.random.bytes(KEY_BYTES);
  const bytes = Buffer.from(text, /^[0-9a-f]{512}$/i.test(text) ? "hex" : "base64");
  if (bytes.length !== KEY_BYTES) throw new ControlError(400, "authKey: 256 bytes in hex or base64 expected");
  return bytes;
};

/** A session string of Telethon: version, data centre, address, port, key. */
const telethonSession = (core: EmulatorCore, dcId: number, key: Buffer): string => {
  const dc = core.dcs.find(({ id }) => id === dcId);
  const head = Buffer.alloc(7);
  head[0] = dcId;
  for (const [index, part] of (dc?.host ?? "127.0.0.1").split(".").entries()) head[1 + index] = Number(part);
  head.writeUInt16BE(dc?.port ?? 0, 5);
  return `1${Buffer.concat([head, key]).toString("base64").replaceAll("+", "-").replaceAll("/", "_")}`;
};

/** Makes a key that is logged in as the user, without a key exchange or a code. */
const provision = (core: EmulatorCore, user: User, authKey: string | undefined): Record<string, unknown> => {
  const bytes = keyBytes(core, authKey);
  const salt = core.random.bytes(8).readBigInt64LE(0);
  const key = core.keys.create(user.data.dcId, bytes, salt);
  core.keys.authorize(key, user.id);
  const { id, phone, firstName, username, dcId, isBot, isPremium } = user.data;
  return {
    keyId: key.record.id,
    authKey: bytes.toString("hex"),
    serverSalt: key.record.salt,
    dcId,
    telethon: telethonSession(core, dcId, bytes),
    user: { id, phone, firstName, username: username ?? null, isBot: isBot === true, isPremium: isPremium === true },
  };
};

const freePhones = function* (core: EmulatorCore): Generator<string> {
  for (let number = FIRST_PHONE; ; number++) if (!core.world.usersByPhone.has(String(number))) yield String(number);
};

const describeKey = (key: AuthKey): Record<string, unknown> => ({
  keyId: key.record.id,
  dcId: key.dcId,
  userId: key.userId ?? null,
  layer: key.layer,
  device: key.device ?? null,
  isTemporary: key.isTemporary,
  protocolSessions: key.sessions.size,
  ...(key.revokedAs && { revokedAs: key.revokedAs.message }),
});

export const sessionRoutes = (core: EmulatorCore): Route[] => [
  {
    method: "POST",
    path: "/sessions",
    run: ({ body }) => {
      const fields = fieldsOf(body);
      const count = optionalNumber(fields, "count");
      if (count === undefined)
        return provision(
          core,
          userOf(core, reference(fields["account"], "account")),
          optionalString(fields, "authKey"),
        );
      if (count < 1 || count > MAX_COUNT) throw new ControlError(400, `count: 1 to ${MAX_COUNT} expected`);
      const chats =
        fields["chatIds"] === undefined
          ? []
          : references(fields["chatIds"], "chatIds").map((item) => chatPeerOf(core, item));
      const phones = freePhones(core);
      const sessions = Array.from({ length: count }, (_, index) => {
        const user = addUser(core, { phone: phones.next().value as string, firstName: `User ${index + 1}` });
        for (const peer of chats) setMember(core, peer, user.id, "member");
        return provision(core, user, undefined);
      });
      return { sessions };
    },
  },
  { method: "GET", path: "/sessions", run: () => [...core.world.authKeys.values()].map(describeKey) },
];
