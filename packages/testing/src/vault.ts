import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface VaultStandIn extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Calls that were answered well, by action: `encrypt`, `decrypt`, `keys`. */
  readonly calls: Record<string, number>;
  /** From now on `encrypt` takes a new version; older ones still decrypt. */
  rotate(): void;
  /** Versions below it decrypt no more. */
  forgetBelow(version: number): void;
}

/** A server that speaks Vault's transit API for one key, over HTTP: encrypt, decrypt, read. */
export async function startVault(key = "telewire"): Promise<VaultStandIn> {
  const token = `hvs.${randomBytes(12).toString("base64url")}`;
  const versions = [randomBytes(32)];
  const calls: Record<string, number> = {};
  let minVersion = 1;

  const actions: Record<string, (body: Readonly<Record<string, string>>) => object> = {
    keys: () => ({ type: "aes256-gcm96", latest_version: versions.length, min_decryption_version: minVersion }),
    encrypt: ({ plaintext = "" }) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", versions.at(-1) ?? "", iv);
      const sealed = [iv, cipher.update(plaintext, "base64"), cipher.final(), cipher.getAuthTag()];
      return { ciphertext: `vault:v${versions.length}:${Buffer.concat(sealed).toString("base64")}` };
    },
    decrypt: ({ ciphertext = "" }) => {
      const [, version = "0", text = ""] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? [];
      if (Number(version) < minVersion) throw new RangeError("ciphertext version is disallowed by policy (too old)");
      const sealed = Buffer.from(text, "base64");
      const decipher = createDecipheriv("aes-256-gcm", versions[Number(version) - 1] ?? "", sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(-16));
      return {
        plaintext: Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString("base64"),
      };
    },
  };

  const server = createServer((request, response) => {
    const answer = (status: number, body: object): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    void (async () => {
      const [, version, mount, action = "", name] = (request.url ?? "").split("/");
      if (request.headers["x-vault-token"] !== token) return answer(403, { errors: ["permission denied"] });
      const act = actions[action];
      if (version !== "v1" || mount !== "transit" || name !== key || act === undefined)
        return answer(404, { errors: ["no handler for route"] });
      try {
        const body = request.method === "GET" ? {} : ((await json(request)) as Record<string, string>);
        const data = act(body);
        calls[action] = (calls[action] ?? 0) + 1;
        answer(200, { data });
      } catch (error) {
        answer(400, { errors: [(error as Error).message] });
      }
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    calls,
    rotate: () => void versions.push(randomBytes(32)),
    forgetBelow: (version) => void (minVersion = version),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
