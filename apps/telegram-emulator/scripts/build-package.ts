/** Builds the package as it is published: `node scripts/build-package.ts FOLDER`, then `npm publish FOLDER`. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node scripts/build-package.ts FOLDER");
const target = resolve(folder);
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const settings = join(root, ".tsconfig.build.json");
writeFileSync(
  settings,
  JSON.stringify({
    extends: "../../tsconfig.base.json",
    files: ["src/index.ts", "src/cli.ts"],
    compilerOptions: {
      noEmit: false,
      allowImportingTsExtensions: false,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      rootDir: "src",
      outDir: join(target, "dist"),
    },
  }),
);
try {
  execFileSync(process.execPath, [compiler, "-p", settings], { stdio: "inherit" });
} finally {
  rmSync(settings);
}
cpSync(join(root, "src/tl/schemas"), join(target, "dist/tl/schemas"), { recursive: true });
for (const name of ["README.md", "COVERAGE.md", "FIDELITY.md"]) cpSync(join(root, name), join(target, name));

const command = readFileSync(join(root, "bin/telegram-emulator.mjs"), "utf8");
mkdirSync(join(target, "bin"));
writeFileSync(join(target, "bin/telegram-emulator.mjs"), command.replace("../src/cli.ts", "../dist/cli.js"), {
  mode: 0o755,
});

const {
  private: _private,
  scripts: _scripts,
  devDependencies: _dev,
  ...manifest
} = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
const published = {
  ...manifest,
  files: ["bin", "dist", "README.md", "COVERAGE.md", "FIDELITY.md"],
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
};
writeFileSync(join(target, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
