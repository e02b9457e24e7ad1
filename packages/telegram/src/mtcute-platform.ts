import type { ICorePlatform } from "@mtcute/core";
import { LogManager } from "@mtcute/core/utils.js";
import type { Logger } from "@telewire/kit";

const LIBRARY_LEVEL = LogManager.WARN;

/** Sends the library's warnings to our log at debug level: links that break are normal, and the owner reports state. */
export function createPlatform(logger: Logger): ICorePlatform {
  return {
    beforeExit: () => () => undefined,
    log: (_color, level, tag, message) =>
      level <= LogManager.ERROR ? logger.warn({ tag }, message) : logger.debug({ tag }, message),
    getDefaultLogLevel: () => LIBRARY_LEVEL,
    getDeviceModel: () => "server",
  };
}
