// The emulator in a process of its own, without a state file: what it pushes is all it does.
import { createInterface } from "node:readline";
import { TelegramEmulator } from "telegram-emulator";

await using emulator = await TelegramEmulator.start({ dcs: [2] });
console.log(JSON.stringify(emulator.ready));
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== "cpu") continue;
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuMicroseconds: user + system, rssBytes: process.memoryUsage.rss() }));
}
