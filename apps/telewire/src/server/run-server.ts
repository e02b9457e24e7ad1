import { TelewireError } from "@telewire/contracts";
import { Lifecycle } from "@telewire/kit";
import type { Logger } from "@telewire/kit";
import type { Config } from "../config/schema.ts";
import { composeServer } from "./compose.ts";
import type { Server } from "./compose.ts";
import { checkEncryptionKey, openSecrets, watchEncryptionKeys } from "./secrets.ts";
import { isEmbedded, openStorage } from "./storage.ts";

export interface RunServerOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** Called once everything runs. */
  readonly onReady: (server: { readonly url: string | null; readonly nodeId: string }) => void;
}

/** Ctrl-C reaches every process of a terminal, and npm hands it on as well: what comes together is one request. */
const SAME_REQUEST_MS = 1000;
/** Beyond the time for the orderly end, for closing files and sockets. */
const FORCE_MARGIN_MS = 2000;

/**
 * Runs until a signal asks for the end: SIGTERM or SIGINT drain in reverse order; a second one, or the time running out,
 * ends the process by force. Resolves with the exit code.
 */
export async function runServer({ config, logger, onReady }: RunServerOptions): Promise<number> {
  await using storage = await openStorage(config);
  const secrets = await openSecrets(config, storage.archive, logger);
  await checkEncryptionKey(storage.archive, secrets.box);
  using _keys = watchEncryptionKeys(config, storage.archive, secrets, logger);
  const lifecycle = new Lifecycle(logger);
  const server = composeServer({ config, storage, secrets, logger, isReady: () => lifecycle.state === "running" });
  using stop = new StopRequests(config.drainMs, logger);
  using _faults = watchFaults(server, logger, stop);
  logger.info(
    {
      nodeId: storage.nodeId,
      roles: config.roles,
      node: process.version,
      storage: isEmbedded(config) ? "embedded" : "redis+postgres",
    },
    "starting",
  );
  await lifecycle.start(server.services, config.drainMs);
  if (!stop.signal.aborted) {
    const url = server.url();
    logger.info({ url, nodeId: storage.nodeId }, "ready");
    onReady({ url, nodeId: storage.nodeId });
  }
  await stop.requested;
  logger.info("draining");
  await lifecycle.drain(config.drainMs);
  logger.info("stopped");
  return stop.exitCode;
}

/** Turns signals, and faults that leave the process in doubt, into one request to stop. */
class StopRequests implements Disposable {
  readonly #controller = new AbortController();
  readonly #requested = Promise.withResolvers<void>();
  readonly #drainMs: number;
  readonly #logger: Logger;
  #force: NodeJS.Timeout | undefined;
  #askedAt = 0;
  #exitCode = 0;

  constructor(drainMs: number, logger: Logger) {
    this.#drainMs = drainMs;
    this.#logger = logger;
    process.on("SIGTERM", this.#onSignal);
    process.on("SIGINT", this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  get requested(): Promise<void> {
    return this.#requested.promise;
  }
  get exitCode(): number {
    return this.#exitCode;
  }

  request(exitCode: number): void {
    if (this.signal.aborted) return;
    this.#exitCode = exitCode;
    this.#controller.abort();
    this.#requested.resolve();
    this.#force = setTimeout(() => this.#exitNow("the orderly end took too long"), this.#drainMs + FORCE_MARGIN_MS);
    this.#force.unref();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#force);
    process.off("SIGTERM", this.#onSignal);
    process.off("SIGINT", this.#onSignal);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.signal.aborted) {
      if (performance.now() - this.#askedAt > SAME_REQUEST_MS) this.#exitNow(`a second ${signal}`);
      return;
    }
    this.#askedAt = performance.now();
    this.#logger.info({ signal }, "asked to stop");
    this.request(0);
  };

  #exitNow(reason: string): void {
    this.#logger.fatal({ reason }, "ending at once");
    process.exit(1);
  }
}

/** What no one caught: a rejection is counted and logged; an exception leaves the process in doubt, so it ends in order. */
function watchFaults({ metrics }: Server, logger: Logger, stop: StopRequests): Disposable {
  const onRejection = (reason: unknown): void => {
    metrics.add("errors");
    logger.error({ err: TelewireError.from(reason) }, "a promise failed that no one awaited");
  };
  const onException = (error: unknown): void => {
    metrics.add("errors");
    logger.fatal({ err: error }, "an exception that no one caught");
    stop.request(1);
  };
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onException);
  return {
    [Symbol.dispose]: () => {
      process.off("unhandledRejection", onRejection);
      process.off("uncaughtException", onException);
    },
  };
}
