import { readFileSync } from "node:fs";
import { TelewireError } from "@telewire/contracts";
import type { TelegramOptions } from "@telewire/telegram";
import type { Config } from "../config/schema.ts";

/** What the telegram package wants to know; the configuration was checked to hold it for the listener. */
export function telegramOptionsOf({
  telegramApiId,
  telegramApiHash,
  telegramDc,
  telegramDcPublicKeyFile,
}: Config): TelegramOptions {
  if (telegramApiId === undefined || telegramApiHash === undefined) throw new TelewireError("CONFIG_INVALID");
  if (telegramDc === undefined || telegramDcPublicKeyFile === undefined)
    return { apiId: telegramApiId, apiHash: telegramApiHash };
  const cut = telegramDc.lastIndexOf(":");
  return {
    apiId: telegramApiId,
    apiHash: telegramApiHash,
    dc: {
      id: 2,
      host: telegramDc.slice(0, cut).replace(/^\[|\]$/g, ""),
      port: Number(telegramDc.slice(cut + 1)),
      publicKeyPem: readPem(telegramDcPublicKeyFile),
    },
  };
}

function readPem(file: string): string {
  let pem = "";
  try {
    pem = readFileSync(file, "utf8");
  } catch (cause) {
    throw problem(`cannot be read: ${(cause as Error).message}`, cause);
  }
  if (!pem.includes("-----BEGIN RSA PUBLIC KEY-----"))
    throw problem(`(${file}) is not a PEM file with an RSA PUBLIC KEY`);
  return pem;
}

function problem(text: string, cause?: unknown): TelewireError {
  return new TelewireError("CONFIG_INVALID", {
    details: { problems: [{ name: "TELEGRAM_DC_PUBLIC_KEY_FILE", problem: text }] },
    cause,
  });
}
