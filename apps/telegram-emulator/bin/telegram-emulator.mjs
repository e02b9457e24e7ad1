#!/usr/bin/env node
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `telegram-emulator needs Node 24 or newer (this is ${process.version}): run it through npm, which finds the pinned one\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import("../src/cli.ts");
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`telegram-emulator: ${error.message}\n`);
    process.exitCode = 1;
  }
}
