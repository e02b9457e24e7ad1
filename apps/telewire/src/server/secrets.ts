import { hkdfSync } from "node:crypto";
import { unwatchFile, watchFile } from "node:fs";
import type { Archive } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import { createSecretBox, masterKeyId, systemClock, VaultTransit } from "@telewire/kit";
import type { KeyEncryptionKeyProvider, Logger, SecretBox } from "@telewire/kit";
import { secretContext } from "@telewire/pipeline";
import { embeddedEncryptionKey, keyFileOf, parseEncryptionKeys, vaultKeyOf } from "../config/encryption-key.ts";
import type { Config } from "../config/schema.ts";
import { Keyring } from "./keyring.ts";
import { keysInUse, resealAll } from "./reseal-all.ts";

const WATCH_MS = 1000;
const KEYRING_WATCH_MS = 15_000;

export interface Secrets {
  readonly box: SecretBox;
  /** For calls between nodes. */
  readonly nodeToken: string;
  /** Where the keys come from when a keeper wraps them; null: from the setting. */
  readonly keyring: Keyring | null;
}

/** @throws TelewireError KEY_KEEPER_UNAVAILABLE */
export async function openSecrets(config: Config, archive: Archive, logger: Logger): Promise<Secrets> {
  const keeper = keeperOf(config);
  const keyring = keeper === null ? null : await Keyring.open(archive.records, keeper, systemClock);
  const keys = keyring?.keys ?? keysOf(config, logger);
  const [first = new Uint8Array()] = keys;
  const derived = Buffer.from(hkdfSync("sha256", first, "", "telewire-node-token", 32)).toString("base64url");
  return { box: createSecretBox(keys), nodeToken: config.nodeToken ?? derived, keyring };
}

/**
 * While the server runs: the keys of `TELEGRAM_ENCRYPTION_KEY=file:PATH` are read anew when the file changes, those of a keyring
 * now and then, and stored secrets are sealed anew under the first one. A broken file, or one without a key that something is
 * still under, is refused, and the old keys stay.
 */
export function watchEncryptionKeys(
  { encryptionKey = "" }: Config,
  archive: Archive,
  { box, keyring }: Pick<Secrets, "box" | "keyring">,
  logger: Logger,
  keyringWatchMs = KEYRING_WATCH_MS,
): Disposable {
  const file = keyFileOf(encryptionKey);
  let taken = namesOf(keyring?.keys ?? []);
  const run = (work: () => Promise<void>): void =>
    void work().catch((error: unknown) => logger.error({ err: error }, "the encryption keys could not all be renewed"));
  const onFile = (): void =>
    run(async () => {
      const { keys, problem } = parseEncryptionKeys(encryptionKey);
      if (problem !== undefined) logger.error({ file, problem }, "the encryption keys stay as they were");
      else await takeKeys(keys, archive, box, logger);
    });
  const onTime = (): void =>
    run(async () => {
      await keyring?.refresh();
      const keys = keyring?.keys ?? [];
      if (namesOf(keys) === taken) return;
      await takeKeys(keys, archive, box, logger);
      taken = namesOf(keys);
    });
  if (file !== null) watchFile(file, { interval: WATCH_MS, persistent: false }, onFile);
  const timer = keyring === null ? undefined : setInterval(onTime, keyringWatchMs).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      if (file !== null) unwatchFile(file, onFile);
    },
  };
}

/** From now on these keys, if they open all that is stored; then all that is stored is put under the first of them. */
async function takeKeys(keys: readonly Uint8Array[], archive: Archive, box: SecretBox, logger: Logger): Promise<void> {
  const given = new Set(keys.map(masterKeyId));
  const missing = [...(await keysInUse(archive, box))].filter((id) => !given.has(id));
  if (missing.length > 0)
    return logger.error(
      { missing },
      "the encryption keys stay as they were: secrets are still under keys that are missing",
    );
  box.use(keys);
  logger.info({ keys: keys.length }, "the encryption keys were renewed");
  logger.info(await resealAll(archive, box), "stored secrets are under the first encryption key");
}

function namesOf(keys: readonly Uint8Array[]): string {
  return keys.map(masterKeyId).join();
}

function keeperOf({
  encryptionKey = "",
  vaultAddress: url = "",
  vaultToken: token = "",
  vaultTransitMount: mount,
}: Config): KeyEncryptionKeyProvider | null {
  const key = vaultKeyOf(encryptionKey);
  return key === null ? null : new VaultTransit({ url, token, mount, key });
}

function keysOf(config: Config, logger: Logger): readonly Uint8Array[] {
  return config.encryptionKey === undefined
    ? [embeddedKey(config, logger)]
    : parseEncryptionKeys(config.encryptionKey).keys;
}

/**
 * Finds out at the start that the key is not the one that sealed the stored sessions.
 * @throws TelewireError DECRYPTION_FAILED
 */
export async function checkEncryptionKey(archive: Archive, box: SecretBox): Promise<void> {
  for (const { sessionId, secret } of await archive.sessions.list()) {
    try {
      box.open(secret, secretContext(sessionId));
    } catch (cause) {
      throw new TelewireError("DECRYPTION_FAILED", {
        details: {
          setting: "TELEGRAM_ENCRYPTION_KEY",
          sessionId,
          hint: "The stored session was encrypted with another key: configure that one, several with commas.",
        },
        cause,
      });
    }
  }
}

function embeddedKey({ dataDir }: Config, logger: Logger): Uint8Array {
  const { key, file, isNew } = embeddedEncryptionKey(dataDir);
  if (isNew)
    logger.warn(
      { file },
      "TELEGRAM_ENCRYPTION_KEY is not set: a key was generated in the data folder; back it up, stored sessions open only with it",
    );
  return key;
}
