import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tempDirectory } from "@telewire/testing";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the linter says of one file at `path` with this text, under the repository's own configuration. */
async function lint(path: string, text: string): Promise<string> {
  await using folder = await tempDirectory();
  await copyFile(join(root, ".oxlintrc.json"), join(folder.path, ".oxlintrc.json"));
  await mkdir(join(folder.path, dirname(path)), { recursive: true });
  await writeFile(join(folder.path, path), text);
  const run = promisify(execFile)(join(root, "node_modules/.bin/oxlint"), ["."], { cwd: folder.path });
  return await run.then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr, message }: { stdout: string; stderr: string; message: string }) => stdout + stderr + message,
  );
}

describe("the arrows between the packages", () => {
  it.each([
    [
      "packages/detect/src/planted.ts",
      `import { createLogger } from "@telewire/kit";`,
      "packages/detect may import only: contracts.",
    ],
    ["packages/gateway/src/planted.ts", `import { tl } from "@mtcute/core";`, "Only packages/telegram imports mtcute."],
    [
      "packages/gateway/src/planted.ts",
      `import { Journal } from "@telewire/pipeline";`,
      "packages/gateway may import only",
    ],
    [
      "packages/log/src/redis/planted.ts",
      `import { x } from "../../../archive/src/index.ts";`,
      "Enter a package by its name",
    ],
    ["packages/kit/src/planted.ts", `import { startRedis } from "@telewire/testing";`, "packages/kit may import only"],
    [
      "apps/telegram-emulator/src/planted.ts",
      `import type { MessageEntry } from "@telewire/contracts";`,
      "no package of ours",
    ],
    ["packages/pipeline/src/planted.ts", `import { start } from "telegram-emulator";`, "No package imports an app."],
  ])("refuses %s: %s", async (path, text, message) => {
    expect(await lint(path, `${text}\n`)).toContain(message);
  });

  it("lets a test use the fixtures, and a package its own layer below", async () => {
    const told = [
      await lint(
        "packages/kit/src/planted.test.ts",
        `import { startRedis } from "@telewire/testing";\nconsole.error(startRedis);\n`,
      ),
      await lint(
        "packages/pipeline/src/planted.ts",
        `import { detect } from "@telewire/detect";\nexport const run = detect;\n`,
      ),
    ].join("");
    expect(told).not.toContain("no-restricted-imports");
  });
});
