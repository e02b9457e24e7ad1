/**
 * Lets TDLib judge the emulator: `npm run tdlib -w telegram-emulator`. Its prebuilt library has Telegram's key and
 * addresses compiled in, so it is copied, given the emulator's key, and run where it can dial nothing else: in a network
 * namespace with loopback only, which has Telegram's addresses. Needs `unshare` and `ip`, and npm to fetch the library.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PACKAGES = ["tdl@8.1.0", "prebuilt-tdlib@0.1008065.0"];
const ADDRESSES = ["149.154.175.50", "149.154.167.51", "149.154.175.100", "149.154.167.91", "149.154.171.5"];

const folder = mkdtempSync(join(tmpdir(), "tdlib-judge-"));
try {
  writeFileSync(join(folder, "package.json"), "{}");
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...PACKAGES];
  execFileSync("npm", install, { cwd: folder, stdio: "inherit" });
  const judge = new URL("../test/scenario/tdlib-process.ts", import.meta.url).pathname;
  const commands = [
    "ip link set lo up",
    ...ADDRESSES.map((address) => `ip addr add ${address}/32 dev lo`),
    'exec "$0" "$@"',
  ];
  const args = ["-rn", "sh", "-ec", commands.join("\n"), process.execPath, judge, folder];
  execFileSync("/usr/bin/unshare", args, { stdio: "inherit", timeout: 170_000 });
} finally {
  rmSync(folder, { recursive: true });
}
