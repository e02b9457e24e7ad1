import { detect } from "@telewire/detect";
import { systemClock } from "@telewire/kit";
import type { Service } from "@telewire/kit";
import { InternalServer, ListenerService, LocalSessionControl } from "@telewire/pipeline";
import type { InsightService, NodeMetrics } from "@telewire/pipeline";
import { LoginManager, SessionOwner } from "@telewire/telegram";
import type { ServerParts } from "./compose.ts";
import { isEmbedded } from "./storage.ts";
import { telegramOptionsOf } from "./telegram.ts";

export interface ListenerParts {
  readonly control: LocalSessionControl;
  /** The internal API, where other nodes may call. */
  readonly internal: InternalServer | undefined;
  readonly services: readonly Service[];
}

/** The listener role: session owners, logins, and the internal API through which other nodes reach them. */
export function composeListener(
  { config, storage, secrets, logger }: ServerParts,
  metrics: NodeMetrics,
  insight: InsightService,
): ListenerParts {
  const { log, archive, nodeId } = storage;
  const telegram = telegramOptionsOf(config);
  const listener = new ListenerService({
    log,
    archive,
    nodeId,
    metrics,
    logger,
    detect,
    insight: insight.state,
    alerts: insight.alerts,
    ...(insight.verdicts === undefined ? {} : { verdicts: insight.verdicts }),
    secrets: secrets.box,
    options: config,
    createOwner: (context) =>
      new SessionOwner({
        ...context,
        telegram,
        clock: systemClock,
        logger: logger.child({ sessionId: context.sessionId }),
      }),
  });
  const logins = new LoginManager({ telegram, clock: systemClock, logger, onLogin: (login) => control.adopt(login) });
  const control = new LocalSessionControl({
    listener,
    logins,
    archive,
    log,
    secrets: secrets.box,
    clock: systemClock,
    logger,
  });
  const internal = isEmbedded(config)
    ? undefined
    : new InternalServer({
        control,
        logger,
        host: config.internalHost,
        port: config.internalPort,
        nodeToken: secrets.nodeToken,
        ...(config.internalUrl === undefined ? {} : { advertisedUrl: config.internalUrl }),
      });
  return {
    control,
    internal,
    services: [listener, { name: "logins", start: () => Promise.resolve(), drain: () => logins.close() }],
  };
}
