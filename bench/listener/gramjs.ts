import { createHash, createPublicKey } from "node:crypto";
import { createRequire } from "node:module";
import { gramClient, gramLogIn } from "../../apps/telegram-emulator/test/support/gramjs.ts";
import { answer, receiverArguments } from "./counter.ts";

const require = createRequire(import.meta.url);
const { NewMessage } = require("telegram/events/index.js") as typeof import("telegram/events/index.js");

const { ready, phone } = receiverArguments;
const client = gramClient({ type: "ready", ...ready }, fingerprint(ready.publicKeyPem));
await gramLogIn(client, ready.control, phone);
let count = 0;
client.addEventHandler(() => count++, new NewMessage({ incoming: true }));
await client.getDialogs({});
answer(() => count);

/** The low 64 bits of the SHA-1 of modulus and exponent as TL strings (MTProto, creating an authorization key). */
function fingerprint(pem: string): bigint {
  const { n = "", e = "" } = createPublicKey(pem).export({ format: "jwk" });
  const serialized = Buffer.concat([tlBytes(Buffer.from(n, "base64url")), tlBytes(Buffer.from(e, "base64url"))]);
  return createHash("sha1").update(serialized).digest().readBigInt64LE(12);
}

function tlBytes(bytes: Buffer): Buffer {
  const header = bytes.length < 254 ? Buffer.of(bytes.length) : Buffer.of(254, bytes.length & 255, bytes.length >> 8, 0);
  return Buffer.concat([header, bytes, Buffer.alloc((4 - ((header.length + bytes.length) % 4)) % 4)]);
}
