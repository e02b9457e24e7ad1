import { createLogger } from "@telewire/kit";
import { CONFIG_OPTION, configOf, parseArguments, UsageError } from "../command.ts";
import type { Command } from "../command.ts";

export const rotateKeysCommand: Command = {
  name: "rotate-keys",
  summary: "Encrypts every stored secret anew with the first encryption key.",
  usage: `Usage: telewire rotate-keys [--new] [--config FILE] [--json]

Keys in the environment or a file:
1. Put the new key before the old one: TELEGRAM_ENCRYPTION_KEY=new,old, or the same two lines in the file that
   TELEGRAM_ENCRYPTION_KEY=file:PATH names: running servers read that file anew by themselves, others are restarted
   one by one.
2. Run this command with the same setting. Servers go on working meanwhile; it can be repeated.
3. When it says that nothing is left, remove the old key. A running server refuses a file from which a key is missing
   that something is still under.

Keys wrapped by Vault (TELEGRAM_ENCRYPTION_KEY=vault:NAME):
1. \`telewire rotate-keys --new\` adds a key; running servers find it and seal everything with it from a minute later on.
2. Run the command without --new two minutes after that: it puts the keys under the newest version of Vault's key, and
   drops those that nothing is under any more.
`,
  async run(args, terminal) {
    const flag = { type: "boolean" } as const;
    const parsed = parseArguments(args, { ...CONFIG_OPTION, json: flag, new: flag });
    const config = configOf(parsed, terminal, { purpose: "storage" });
    const { openSecrets } = await import("../server/secrets.ts");
    const { openArchive } = await import("../server/storage.ts");
    const { keysInUse, resealAll } = await import("../server/reseal-all.ts");
    await using archive = await openArchive(config);
    const { box, keyring } = await openSecrets(config, archive, createLogger({ name: "telewire", level: "warn" }));
    if (parsed.flag("new")) {
      if (keyring === null)
        throw new UsageError("--new is for keys that Vault wraps: put the new key before the old one");
      const sealsFrom = new Date(await keyring.rotate()).toISOString();
      terminal.out(
        parsed.flag("json") ? `${JSON.stringify({ sealsFrom })}\n` : `The new key encrypts from ${sealsFrom} on.\n`,
      );
      return 0;
    }
    const { resealed } = await resealAll(archive, box);
    // What was changed while it ran is seen by a second look.
    const { resealed: late, current } = await resealAll(archive, box);
    const total = { resealed: resealed + late, current };
    const used = await keysInUse(archive, box);
    const wrapped =
      keyring === null
        ? null
        : { rewrapped: await keyring.rewrap(), retired: await keyring.retire((id) => used.has(id)) };
    if (parsed.flag("json")) terminal.out(`${JSON.stringify({ ...total, ...wrapped })}\n`);
    else {
      const older = wrapped === null ? ": older keys can be removed" : "";
      terminal.out(
        `${total.resealed} secrets were encrypted anew; all ${total.resealed + current - resealed} are under the first key now${older}.\n`,
      );
      if (wrapped !== null)
        terminal.out(`${wrapped.rewrapped} keys were wrapped anew by Vault, ${wrapped.retired} unused ones dropped.\n`);
    }
    return 0;
  },
};
