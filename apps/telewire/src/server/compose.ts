import type { Logger, Service } from "@telewire/kit";
import { createGateway } from "@telewire/gateway";
import type { GatewayDependencies } from "@telewire/gateway";
import {
  ClusterMetrics,
  ConsumerService,
  createChatFilter,
  InsightService,
  NodeMetrics,
  RoutedSessionControl,
} from "@telewire/pipeline";
import { redactConfig } from "../config/redact.ts";
import type { Config } from "../config/schema.ts";
import { composeListener } from "./compose-listener.ts";
import type { Secrets } from "./secrets.ts";
import type { Storage } from "./storage.ts";
import { VERSION } from "./version.ts";

export interface ServerParts {
  readonly config: Config;
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly isReady: () => boolean;
}

export interface Server {
  /** In the order of their start. */
  readonly services: readonly Service[];
  readonly metrics: NodeMetrics;
  /** Where the API listens; null without the api role. */
  readonly url: () => string | null;
}

/** Wires the parts that the roles of this process need; starts nothing. */
export function composeServer(parts: ServerParts): Server {
  const { config, storage, secrets, logger } = parts;
  const { log, archive, nodeId } = storage;
  const metrics = new NodeMetrics();
  const insight = new InsightService({ log, archive, metrics, logger, options: config });
  const listener = config.roles.includes("listener") ? composeListener(parts, metrics, insight) : undefined;
  const cluster = new ClusterMetrics({
    log,
    logger,
    nodeId,
    node: metrics,
    roles: config.roles,
    consumerGroupId: config.consumerGroupId,
    url: () => listener?.internal?.url ?? null,
  });
  const control = new RoutedSessionControl({
    nodeId,
    log,
    archive,
    nodeToken: secrets.nodeToken,
    ...(listener === undefined ? {} : { local: listener.control }),
  });
  const consumer = config.roles.includes("consumer")
    ? new ConsumerService({ log, archive, options: config, nodeId, metrics, logger })
    : undefined;
  const gateway = config.roles.includes("api")
    ? createGateway({
        log,
        archive,
        control,
        insight,
        logger,
        nodeId,
        secrets: secrets.box,
        options: config,
        redisUrl: config.redisUrl ?? null,
        metrics: cluster,
        version: VERSION,
        isReady: parts.isReady,
        config: () => redactConfig(config),
        recordsChat: recordsChat(config),
      })
    : undefined;
  const services = [insight, listener?.internal, cluster, consumer, ...(listener?.services ?? []), gateway];
  return { services: services.filter((service) => service !== undefined), metrics, url: () => gateway?.url ?? null };
}

function recordsChat({ enableTelegramStream, monitoredChats }: Config): GatewayDependencies["recordsChat"] & {} {
  if (!enableTelegramStream) return () => false;
  const accepts = createChatFilter(monitoredChats);
  return ({ chatId, username }) => accepts({ chatId, chat: username === undefined ? {} : { username } });
}
