import { createClient } from "@telewire/client";
import type { DataOf, InputOf, TelewireClient } from "@telewire/client";
import { OPERATIONS, TelewireError } from "@telewire/contracts";
import type { ErrorEnvelope, Operation, OperationId, ResponseMeta, SuccessEnvelope } from "@telewire/contracts";

export type JsonOperation = Exclude<OperationId, "uploadMedia" | "downloadMedia">;

export interface Asked<Id extends OperationId> {
  readonly data: DataOf<Id>;
  readonly meta: ResponseMeta;
}

/** A way to call operations; what it gets is held against the contract. */
export interface Asker {
  readonly name: string;
  ask<Id extends JsonOperation>(id: Id, input: InputOf<Id>): Promise<Asked<Id>>;
  upload(input: InputOf<"uploadMedia">, bytes: Uint8Array<ArrayBuffer>): Promise<DataOf<"uploadMedia">>;
  download(input: InputOf<"downloadMedia">): Promise<Uint8Array>;
}

/** @throws ZodError when the answer is not what the operation says */
function checked<Id extends OperationId>(id: Id, reply: Asked<Id>): Asked<Id> {
  OPERATIONS[id].data.parse(reply.data);
  return reply;
}

export class SdkAsker implements Asker {
  readonly name = "SDK";
  readonly #client: TelewireClient;

  constructor(baseUrl: string, apiKey: string, signingSecret: string) {
    this.#client = createClient({ baseUrl, apiKey, signingSecret });
  }

  async ask<Id extends JsonOperation>(id: Id, input: InputOf<Id>): Promise<Asked<Id>> {
    return checked(id, await this.#client.call(id, input));
  }
  async upload(input: InputOf<"uploadMedia">, bytes: Uint8Array<ArrayBuffer>): Promise<DataOf<"uploadMedia">> {
    return checked("uploadMedia", await this.#client.upload(input, bytes)).data;
  }
  async download(input: InputOf<"downloadMedia">): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#client.download(input)) pieces.push(piece);
    return Buffer.concat(pieces);
  }
}

/** As a person with curl: what can be a POST is one, in the envelope. */
export class PlainAsker implements Asker {
  readonly name: string;
  readonly #baseUrl: string;
  readonly #token: string;
  readonly #prefersPost: boolean;

  constructor(baseUrl: string, token: string, prefersPost: boolean) {
    this.name = prefersPost ? "HTTP, POST in the envelope" : "HTTP";
    this.#baseUrl = baseUrl;
    this.#token = token;
    this.#prefersPost = prefersPost;
  }

  async ask<Id extends JsonOperation>(id: Id, input: InputOf<Id>): Promise<Asked<Id>> {
    const { path, method, hasPostAlias }: Operation = OPERATIONS[id];
    const isPost = method === "POST" || method === "PUT" || (this.#prefersPost && hasPostAlias === true);
    const { address, rest } = fill(path, input);
    const response = isPost
      ? await this.#fetch(address, {
          method: method === "PUT" ? "PUT" : "POST",
          body: JSON.stringify(this.#prefersPost ? enveloped(rest) : rest),
          headers: { "content-type": "application/json" },
        })
      : await this.#fetch(`${address}?${queryOf(rest)}`, { method });
    return checked(id, (await read(response)) as Asked<Id>);
  }

  async upload(input: InputOf<"uploadMedia">, bytes: Uint8Array<ArrayBuffer>): Promise<DataOf<"uploadMedia">> {
    const address = `${OPERATIONS.uploadMedia.path}?${queryOf(input)}`;
    const response = await this.#fetch(address, {
      method: "POST",
      body: bytes,
      headers: { "content-type": "image/png" },
    });
    return checked("uploadMedia", (await read(response)) as Asked<"uploadMedia">).data;
  }

  /** In two ranges, which must fit together. */
  async download(input: InputOf<"downloadMedia">): Promise<Uint8Array> {
    const { address, rest } = fill(OPERATIONS.downloadMedia.path, input);
    const url = `${address}?${queryOf(rest)}`;
    const head = await this.#fetch(url, { method: "HEAD" });
    if (head.status === 404) throw new TelewireError("NOT_FOUND");
    const size = Number(head.headers.get("content-length"));
    const middle = Math.floor(size / 2) + 1;
    const first = await this.#fetch(url, { headers: { range: `bytes=0-${middle - 1}` } });
    const second = await this.#fetch(url, {
      headers: { range: `bytes=${middle}-`, "if-range": head.headers.get("etag") ?? "" },
    });
    if (first.status !== 206 || second.headers.get("content-range") !== `bytes ${middle}-${size - 1}/${size}`)
      throw new Error(`not the ranges that were asked for: ${first.status}, ${second.headers.get("content-range")}`);
    return Buffer.concat([await first.bytes(), await second.bytes()]);
  }

  #fetch(address: string, { headers, ...init }: RequestInit): Promise<Response> {
    return fetch(this.#baseUrl + address, {
      ...init,
      headers: { ...(headers as Record<string, string>), authorization: `Bearer ${this.#token}` },
    });
  }
}

async function read(response: Response): Promise<SuccessEnvelope<unknown>> {
  const answer = (await response.json()) as SuccessEnvelope<unknown> | ErrorEnvelope;
  if (!answer.success) throw new TelewireError(answer.error.code, { details: answer.error.details });
  return answer;
}

function fill(
  path: string,
  input: object,
): { readonly address: string; readonly rest: Readonly<Record<string, unknown>> } {
  const rest: Record<string, unknown> = { ...input };
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return { address, rest };
}

function queryOf(fields: object): string {
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

function enveloped({ sessionId, ...params }: Readonly<Record<string, unknown>>): object {
  return { ...(sessionId === undefined ? {} : { sessionId }), params, options: {} };
}
