import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openSqliteArchive } from "@telewire/archive";
import { detect } from "@telewire/detect";
import { createSecretBox, silentLogger, systemClock } from "@telewire/kit";
import { openEmbeddedLog, openRedisLog } from "@telewire/log";
import {
  InsightService,
  ListenerService,
  NodeMetrics,
  pipelineOptions,
  sessionRowOf,
  validationOptions,
} from "@telewire/pipeline";
import { LoginManager, SessionOwner } from "@telewire/telegram";
import type { TelegramOptions } from "@telewire/telegram";
import { answer, loginCode, receiverArguments } from "./counter.ts";

/** The listener role by itself: socket to log. The archive only holds the login. */
const { ready, phone, redisUrl } = receiverArguments;
const [dc] = ready.dcs;
if (dc === undefined) throw new Error("the emulator has no DC");
const telegram: TelegramOptions = { apiId: 1, apiHash: "hash", dc: { ...dc, publicKeyPem: ready.publicKeyPem } };
const directory = mkdtempSync(join(tmpdir(), "telewire-bench-"));
const log = redisUrl === undefined ? await openEmbeddedLog({ directory }) : await openRedisLog({ url: redisUrl });
const archive = await openSqliteArchive({ file: join(directory, "archive.sqlite") });
const secrets = createSecretBox([randomBytes(32)]);
const metrics = new NodeMetrics();
const insight = new InsightService({
  log,
  archive,
  metrics,
  logger: silentLogger,
  options: validationOptions.parse({}),
});
await insight.start(new AbortController().signal);
const listener = new ListenerService({
  log,
  archive,
  secrets,
  metrics,
  detect,
  insight: insight.state,
  alerts: insight.alerts,
  nodeId: "bench",
  logger: silentLogger,
  options: pipelineOptions.parse({}),
  createOwner: (context) => new SessionOwner({ ...context, telegram, clock: systemClock, logger: silentLogger }),
});
const logins = new LoginManager({
  telegram,
  logger: silentLogger,
  onLogin: (login) => archive.sessions.insert(sessionRowOf(login, secrets, Date.now())),
});
const { loginId } = await logins.sendCode({ phone, sessionId: "bench" });
await logins.verifyCode({ loginId, code: await loginCode() });
await listener.start();
while (listener.owner("bench")?.status().state !== "live") await sleep(20);
answer(() => metrics.values().messagesProcessed);
