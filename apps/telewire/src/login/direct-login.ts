import { randomBytes } from "node:crypto";
import { TelewireError } from "@telewire/contracts";
import { systemClock } from "@telewire/kit";
import type { Logger } from "@telewire/kit";
import { sessionRowOf } from "@telewire/pipeline";
import { LoginManager } from "@telewire/telegram";
import type { Config } from "../config/schema.ts";
import type { LoginSteps } from "../commands/login.ts";
import { openSecrets } from "../server/secrets.ts";
import { openArchive } from "../server/storage.ts";
import { telegramOptionsOf } from "../server/telegram.ts";

/** Logs in from this process and stores the session; whoever runs the listener on this storage starts it. */
export async function openDirectLogin(config: Config, logger: Logger): Promise<LoginSteps> {
  const telegram = telegramOptionsOf(config);
  const archive = await openArchive(config);
  const { box } = await openSecrets(config, archive, logger);
  const manager = new LoginManager({
    telegram,
    logger,
    onLogin: (login) => archive.sessions.insert(sessionRowOf(login, box, systemClock.now())),
  });
  return {
    async sendCode({ phone, sessionId = `s-${randomBytes(6).toString("hex")}` }) {
      if ((await archive.sessions.get(sessionId)) !== null) throw new TelewireError("SESSION_EXISTS");
      return manager.sendCode({ phone, sessionId });
    },
    verifyCode: (request) => manager.verifyCode(request),
    async [Symbol.asyncDispose]() {
      await manager.close();
      await archive[Symbol.asyncDispose]();
    },
  };
}
