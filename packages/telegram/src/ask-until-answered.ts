import { setTimeout as sleep } from "node:timers/promises";
import type { tl } from "@mtcute/core";
import { TelewireError } from "@telewire/contracts";
import { Backoff } from "@telewire/kit";
import type { Logger } from "@telewire/kit";

export type TelegramCall = <Request extends tl.RpcMethod>(request: Request) => Promise<tl.RpcCallReturn[Request["_"]]>;

export interface AskOptions {
  readonly call: TelegramCall;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Waited for before each attempt. */
  readonly ready: () => Promise<void>;
}

/** Asks until Telegram answers: links that break, time-outs, floods and its internal errors only delay. */
export async function askUntilAnswered<Request extends tl.RpcMethod>(
  request: Request,
  { call, logger, signal, ready }: AskOptions,
): Promise<tl.RpcCallReturn[Request["_"]]> {
  const backoff = new Backoff({ initialMs: 250, maxMs: 10_000 });
  for (;;) {
    await ready();
    signal.throwIfAborted();
    try {
      return await call(request);
    } catch (error) {
      const waitMs = retryDelay(error, backoff);
      if (waitMs === null) throw error;
      logger.debug({ err: error, method: request._, waitMs }, "call will be repeated");
      await sleep(waitMs, undefined, { signal });
    }
  }
}

const REPEATED = new Set(["TELEGRAM_TIMEOUT", "SESSION_NOT_READY"]);

/** Milliseconds until the call may be repeated; null: it never will succeed. */
function retryDelay(error: unknown, backoff: Backoff): number | null {
  if (!(error instanceof TelewireError)) return null;
  if (error.code === "FLOOD_WAIT") return error.retryAfterMs ?? backoff.next();
  if (REPEATED.has(error.code)) return backoff.next();
  const isInternal = error.code === "TELEGRAM_ERROR" && error.details["code"] === 500;
  return isInternal ? backoff.next() : null;
}
