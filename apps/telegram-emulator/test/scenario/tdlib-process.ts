/**
 * The fourth judge. Run by `scripts/tdlib.ts` inside a network namespace that has loopback only, with Telegram's addresses
 * on it: TDLib dials them and finds the emulator. Argument: a folder with `tdl`, `prebuilt-tdlib` installed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { ServerRsaKey } from "../../src/crypto/rsa.ts";
import { runScenario } from "./run-scenario.ts";
import { STEPS } from "./steps/index.ts";
import { tdlibJudge } from "./tdlib-judge.ts";

/** Where TDLib looks first for data centre 1. */
const HOST = "149.154.175.50";
const PORT = 443;
const BEGIN = "-----BEGIN RSA PUBLIC KEY-----";
const END = "-----END RSA PUBLIC KEY-----";

/** Puts the emulator's key into the library, over those of Telegram. */
const patch = (library: Buffer, pem: string): number => {
  let count = 0;
  for (let at = library.indexOf(BEGIN); at >= 0; at = library.indexOf(BEGIN, at + 1)) {
    if (library.indexOf(END, at) + END.length - at !== pem.length) continue;
    library.write(pem, at, "latin1");
    count++;
  }
  return count;
};

const folder = process.argv[2] ?? "";
const load = createRequire(join(folder, "package.json"));
const privateKeyPem = ServerRsaKey.generatePem();
const library = readFileSync((load("prebuilt-tdlib") as { getTdjson(): string }).getTdjson());
if (patch(library, new ServerRsaKey(privateKeyPem).publicKeyPem.trim()) === 0) throw new Error("no key to replace");
const path = join(folder, "libtdjson.so");
writeFileSync(path, library);
(load("tdl") as { configure(options: object): void }).configure({ tdjson: path, verbosityLevel: 0 });

const judge = tdlibJudge(join(folder, "package.json"));
const done = await judge.steps();
const steps = STEPS.filter(({ id }) => done.includes(id));
const options = { host: HOST, port: PORT, dcs: [1, 2, 3, 4, 5], privateKeyPem };
const count = await runScenario(judge, judge.transports[0] ?? "", steps, options);
process.stdout.write(`TDLib went through ${count} steps\n`);
process.exit();
