// Connections that log in with a given key, make one call so that they get updates, and then only count frames: a client
// that reads for nothing, so that the figure is the emulator's.
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";

interface Session {
  /** 256 bytes in hex. */
  readonly authKey: string;
  /** Decimal. */
  readonly serverSalt: string;
}

interface Request {
  readonly port: number;
  readonly sessions: readonly Session[];
}

const sha256 = (...parts: Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

/** invokeWithLayer(227, initConnection("sink", updates.getState)) as TL has it. */
const call = Buffer.from(
  "0d0d9bdae3000000a95ecdc100000000010000000473696e6b000000013100000131000002656e000000000002656e002a88d4ed",
  "hex",
);

/** AES-256-IGE over the ECB of node:crypto; slow, and used once a connection. */
function encrypt(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const ecb = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const out = Buffer.alloc(plain.length);
  let before = Buffer.from(iv.subarray(0, 16));
  let plainBefore = Buffer.from(iv.subarray(16, 32));
  for (let at = 0; at < plain.length; at += 16) {
    const block = plain.subarray(at, at + 16);
    const mixed = ecb.update(block.map((byte, index) => byte ^ (before[index] ?? 0)));
    for (let index = 0; index < 16; index++) out[at + index] = (mixed[index] ?? 0) ^ (plainBefore[index] ?? 0);
    before = Buffer.from(out.subarray(at, at + 16));
    plainBefore = Buffer.from(block);
  }
  return out;
}

/** The one frame that a connection sends, after the greeting of the intermediate transport. */
function firstFrame({ authKey, serverSalt }: Session): Buffer {
  const key = Buffer.from(authKey, "hex");
  const padding = 12 + ((16 - ((32 + call.length + 12) % 16)) % 16);
  const plain = Buffer.concat([Buffer.alloc(32), call, randomBytes(padding)]);
  plain.writeBigInt64LE(BigInt(serverSalt), 0);
  randomBytes(8).copy(plain, 8);
  plain.writeBigInt64LE(BigInt(Math.floor(Date.now() / 1000)) << 32n, 16);
  plain.writeInt32LE(1, 24);
  plain.writeInt32LE(call.length, 28);
  const messageKey = sha256(key.subarray(88, 120), plain).subarray(8, 24);
  const a = sha256(messageKey, key.subarray(0, 36));
  const b = sha256(key.subarray(40, 76), messageKey);
  const sealed = encrypt(
    plain,
    Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  );
  const frame = Buffer.concat([createHash("sha1").update(key).digest().subarray(12, 20), messageKey, sealed]);
  const head = Buffer.from("eeeeeeee00000000", "hex");
  head.writeUInt32LE(frame.length, 4);
  return Buffer.concat([head, frame]);
}

const sockets: Socket[] = [];
let frames = 0;

/** Counts frames by their lengths alone; resolves with the first. */
function open(port: number, session: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let missing = 0;
    let rest = Buffer.alloc(0);
    socket.on("error", reject);
    socket.on("connect", () => socket.write(firstFrame(session)));
    socket.on("data", (chunk) => {
      let at = Math.min(missing, chunk.length);
      missing -= at;
      let data = chunk;
      if (rest.length > 0) {
        data = Buffer.concat([rest, chunk]);
        rest = Buffer.alloc(0);
      }
      while (missing === 0 && data.length - at >= 4) {
        const length = data.readUInt32LE(at);
        frames++;
        at += 4;
        const taken = Math.min(length, data.length - at);
        at += taken;
        missing = length - taken;
      }
      if (missing === 0 && at < data.length) rest = Buffer.from(data.subarray(at));
      resolve();
    });
    sockets.push(socket);
  });
}

const AT_ONCE = 100;

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "count") {
    console.log(JSON.stringify({ frames }));
    continue;
  }
  const { port, sessions } = JSON.parse(line) as Request;
  for (let at = 0; at < sessions.length; at += AT_ONCE)
    await Promise.all(sessions.slice(at, at + AT_ONCE).map((session) => open(port, session)));
  console.log(JSON.stringify({ connected: sessions.length }));
}
for (const socket of sockets) socket.destroy();
