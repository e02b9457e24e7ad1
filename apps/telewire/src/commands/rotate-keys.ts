import { createLogger } from "@telewire/kit";
import { CONFIG_OPTION, configOf, parseArguments } from "../command.ts";
import type { Command } from "../command.ts";

export const rotateKeysCommand: Command = {
  name: "rotate-keys",
  summary: "Encrypts every stored secret anew with the first encryption key.",
  usage: `Usage: telewire rotate-keys [--config FILE] [--json]

1. Put the new key before the old one: TELEGRAM_ENCRYPTION_KEY=new,old, or the same two lines in the file that
   TELEGRAM_ENCRYPTION_KEY=file:PATH names: running servers read that file anew by themselves, others are restarted
   one by one.
2. Run this command with the same setting. Servers go on working meanwhile; it can be repeated.
3. When it says that nothing is left, remove the old key.
`,
  async run(args, terminal) {
    const parsed = parseArguments(args, { ...CONFIG_OPTION, json: { type: "boolean" } });
    const config = configOf(parsed, terminal, { purpose: "storage" });
    const { openSecrets } = await import("../server/secrets.ts");
    const { openArchive } = await import("../server/storage.ts");
    const { resealAll } = await import("../server/reseal-all.ts");
    const { box } = openSecrets(config, createLogger({ name: "telewire", level: "warn" }));
    await using archive = await openArchive(config);
    const { resealed } = await resealAll(archive, box);
    // What was changed while it ran is seen by a second look.
    const { resealed: late, current } = await resealAll(archive, box);
    const total = { resealed: resealed + late, current };
    if (parsed.flag("json")) terminal.out(`${JSON.stringify(total)}\n`);
    else
      terminal.out(
        `${total.resealed} secrets were encrypted anew; all ${total.resealed + current - resealed} are under the first key now: older keys can be removed.\n`,
      );
    return 0;
  },
};
