import { readFile } from "node:fs/promises";
import { TelewireError } from "@telewire/contracts";
import type { KeyEncryptionKeyProvider, WrappedKey } from "./key-encryption.ts";

export interface VaultTransitOptions {
  /** For example `https://vault.example.org:8200`. */
  readonly url: string;
  /** Or `file:` and the path of a file that an agent keeps fresh: it is read for every call. */
  readonly token: string;
  /** Where the transit engine is mounted; default `transit`. */
  readonly mount?: string;
  /** The transit key, of type `aes256-gcm96`. */
  readonly key: string;
  readonly fetch?: typeof fetch;
}

interface VaultAnswer<Data> {
  readonly data?: Data;
  readonly errors?: readonly string[];
}

const TIMEOUT_MS = 5000;
const FILE_PREFIX = "file:";

/** A key of Vault's transit engine (https://developer.hashicorp.com/vault/api-docs/secret/transit); OpenBao speaks the same. */
export class VaultTransit implements KeyEncryptionKeyProvider {
  readonly #options: VaultTransitOptions;

  constructor(options: VaultTransitOptions) {
    this.#options = options;
  }

  async currentKeyId(): Promise<string> {
    const { latest_version: version } = await this.#call<{ readonly latest_version: number }>("GET", "keys");
    return this.#keyId(String(version));
  }

  async wrap(key: Uint8Array): Promise<WrappedKey> {
    const plaintext = Buffer.from(key).toString("base64");
    const { ciphertext } = await this.#call<{ readonly ciphertext: string }>("POST", "encrypt", { plaintext });
    const [, version] = /^vault:v(\d+):/.exec(ciphertext) ?? [];
    if (version === undefined) throw this.#failure("its answer is not a ciphertext");
    return { keyId: this.#keyId(version), wrapped: ciphertext };
  }

  async unwrap({ wrapped: ciphertext }: WrappedKey): Promise<Uint8Array> {
    const { plaintext } = await this.#call<{ readonly plaintext: string }>("POST", "decrypt", { ciphertext });
    return Buffer.from(plaintext, "base64");
  }

  #keyId(version: string): string {
    return `vault:${this.#options.key}:${version}`;
  }

  async #call<Data>(method: "GET" | "POST", action: string, body?: object): Promise<Data> {
    const { url, mount = "transit", key, fetch: call = fetch } = this.#options;
    const path = [mount, action, key].map(encodeURIComponent).join("/");
    try {
      const response = await call(`${url.replace(/\/+$/, "")}/v1/${path}`, {
        method,
        headers: { "X-Vault-Token": await this.#token(), "X-Vault-Request": "true" },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const { data, errors = [] } = (await response.json()) as VaultAnswer<Data>;
      if (!response.ok || data === undefined) throw this.#failure(`${response.status} ${errors.join(", ")}`.trim());
      return data;
    } catch (cause) {
      throw cause instanceof TelewireError ? cause : this.#failure("it does not answer", cause);
    }
  }

  async #token(): Promise<string> {
    const { token } = this.#options;
    return token.startsWith(FILE_PREFIX) ? (await readFile(token.slice(FILE_PREFIX.length), "utf8")).trim() : token;
  }

  #failure(problem: string, cause?: unknown): TelewireError {
    const { url, key } = this.#options;
    return new TelewireError("KEY_KEEPER_UNAVAILABLE", { details: { keeper: url, key, problem }, cause });
  }
}
