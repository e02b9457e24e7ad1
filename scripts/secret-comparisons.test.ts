import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Where secrets are compared; it is the only file that may. */
const HELPER = "packages/kit/src/equal-in-constant-time.ts";
const SOURCES = ["packages/{archive,client,gateway,kit,pipeline,telegram}/src/**/*.ts", "apps/telewire/src/**/*.ts"];

/** Words of a name behind which there is a secret, or something that a secret can be found out from. */
const SECRET =
  /^(secret|token|signature|hmac|mac|digest|csrf|ticket|cookie|password|authorization|bearer|seal|memo|hash|pepper)s?$/;
const OPERAND = String.raw`((?:[\w$#.?!]|\([^()]*\)|\[[^[\]]*\])+|\x60[^\x60]*\x60)`;
const COMPARISONS = [
  new RegExp(String.raw`(typeof )?${OPERAND}\s*[!=]==?\s*${OPERAND}`, "g"),
  new RegExp(String.raw`(typeof )?${OPERAND}\.(?:equals|localeCompare)\(${OPERAND}`, "g"),
  new RegExp(String.raw`(typeof )?Buffer\.compare\(\s*${OPERAND},\s*${OPERAND}`, "g"),
];
/** What says nothing about a secret but that it is there, of what kind, or how long. */
const HARMLESS = /^(undefined|null|true|false|\d+)$|\.length$/;

/** Comparisons of secrets in TypeScript whose time depends on where they differ. */
function leakyComparisonsIn(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
  const found = COMPARISONS.flatMap((pattern) => [...code.matchAll(pattern)])
    .filter(([, isTypeof, left = "", right = ""]) => {
      const isHarmless = isTypeof !== undefined || [left, right].some((operand) => HARMLESS.test(operand));
      return !isHarmless && [left, right].some(isSecret);
    })
    .map(([comparison]) => comparison);
  return code.includes("timingSafeEqual") ? [...found, "timingSafeEqual"] : found;
}

/** Whether the last name of an operand speaks of a secret: `head.seal`, `expectedToken`, `csrfTokenOf(cookie)`. */
function isSecret(operand: string): boolean {
  const plain = operand.startsWith("`") ? operand : operand.replaceAll(/\([^()]*\)|\[[^[\]]*\]/g, "");
  const names = plain.startsWith("`") ? plain.split(/\W+/) : plain.split(/\W+/).filter(Boolean).slice(-1);
  return names.some((name) => name.split(/(?=[A-Z])|_/).some((word) => SECRET.test(word.toLowerCase())));
}

/** Hashes in the archive's own rows, of which a client gives none; it learns no time of their comparison. */
const OF_THE_ARCHIVE = new Set(["previous !== head.hash", "content.previous === head.hash"]);

describe("secrets", () => {
  it("are compared in one place, in constant time", async () => {
    const leaks: string[] = [];
    let files = 0;
    for await (const path of glob(SOURCES, { cwd: root })) {
      if (path.includes(".test.") || path === HELPER) continue;
      files += 1;
      const found = leakyComparisonsIn(await readFile(root + path, "utf8"));
      leaks.push(...found.filter((comparison) => !OF_THE_ARCHIVE.has(comparison)).map((what) => `${path}: ${what}`));
    }
    expect(files).toBeGreaterThan(300);
    expect(leaks).toEqual([]);
  });

  it.each([
    "if (given === expectedToken) return;",
    "return signature !== expected;",
    "if (request.headers.authorization === `Bearer ${token}`) return;",
    "return request.headers.authorization === bearer;",
    "if (csrfTokenOf(cookie) !== given) throw error;",
    "const isRight = digest(given).equals(stored.digest);",
    "return Buffer.compare(mac, given) === 0;",
    'import { timingSafeEqual } from "node:crypto";',
    "if (row.hash == hashOf(given)) return true;",
  ])("would be found where they are not: %s", (planted) => {
    expect(leakyComparisonsIn(`${planted}\n`)).not.toEqual([]);
  });

  it.each([
    "if (token === undefined || ticket !== null) return;",
    'if (typeof secret !== "string" || signature.length === 64) return;',
    "if (keyId !== token.keyId) return;",
    'if (code === "INVALID_TOKEN") return;',
    "// a token === another",
  ])("are not seen where there are none: %s", (harmless) => {
    expect(leakyComparisonsIn(`${harmless}\n`)).toEqual([]);
  });
});
