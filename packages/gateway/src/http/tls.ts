import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { Server, ServerOptions } from "node:https";
import { TelewireError } from "@telewire/contracts";
import type { Logger } from "@telewire/kit";
import type { GatewayOptions } from "../options.ts";

const WATCH_MS = 2000;
const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * What the server needs to speak TLS 1.3; null when it is not asked to. With a client CA every client must show a
 * certificate of it.
 * @throws TelewireError CONFIG_INVALID naming the setting whose file cannot be read, or that is missing
 */
export function tlsOptions(options: GatewayOptions): ServerOptions | null {
  const { tlsCertFile, tlsKeyFile, tlsClientCaFile } = options;
  if (tlsCertFile === undefined && tlsKeyFile === undefined) {
    if (tlsClientCaFile !== undefined) throw problem("tlsCertFile", "is needed with tlsClientCaFile");
    return null;
  }
  if (tlsCertFile === undefined) throw problem("tlsCertFile", "is needed with tlsKeyFile");
  if (tlsKeyFile === undefined) throw problem("tlsKeyFile", "is needed with tlsCertFile");
  return {
    cert: read("tlsCertFile", tlsCertFile),
    key: read("tlsKeyFile", tlsKeyFile),
    minVersion: "TLSv1.3",
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    ...(tlsClientCaFile === undefined
      ? {}
      : { ca: read("tlsClientCaFile", tlsClientCaFile), requestCert: true, rejectUnauthorized: true }),
  };
}

/** New connections use new certificates once their files change; broken ones are refused and the old kept. Returns the end of it. */
export function reloadCertificates(server: Server, options: GatewayOptions, logger: Logger): () => void {
  const files = [options.tlsCertFile, options.tlsKeyFile, options.tlsClientCaFile].filter((file) => file !== undefined);
  const reload = (): void => {
    try {
      const fresh = tlsOptions(options);
      if (fresh !== null) server.setSecureContext(fresh);
      logger.info("the certificates were read anew");
    } catch (error) {
      logger.error({ err: error }, "the new certificates cannot be used: the old ones stay");
    }
  };
  for (const file of files) watchFile(file, { interval: WATCH_MS, persistent: false }, reload);
  return () => {
    for (const file of files) unwatchFile(file, reload);
  };
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw problem(name, `cannot be read (${file})`, cause);
  }
}

function problem(name: string, text: string, cause?: unknown): TelewireError {
  return new TelewireError("CONFIG_INVALID", {
    details: { problems: [{ name, problem: text }] },
    ...(cause === undefined ? {} : { cause }),
  });
}
