import type { MessageEntry, OPERATIONS, OperationId } from "@telewire/contracts";
import type { z } from "zod";
import { downloadFile, uploadFile } from "./files.ts";
import type { DownloadOptions, FileToUpload } from "./files.ts";
import { requestOf } from "./request.ts";
import { ROUTES } from "./routes.ts";
import { TopicStream } from "./stream.ts";
import type { StreamOptions } from "./stream.ts";
import { Transport } from "./transport.ts";
import type { Reply, TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  readonly WebSocket?: new (url: string, protocols?: string[]) => WebSocket;
}

/** Operations whose bodies are JSON; files have `upload` and `download`. */
export type CallId = Exclude<OperationId, "uploadMedia" | "downloadMedia">;
export type InputOf<Id extends OperationId> = z.input<(typeof OPERATIONS)[Id]["input"]>;
export type DataOf<Id extends OperationId> = z.output<(typeof OPERATIONS)[Id]["data"]>;
/** Operations whose answers come in pages. */
export type PagedId = {
  [Id in CallId]: DataOf<Id> extends { nextCursor: string | null }
    ? "cursor" extends keyof InputOf<Id>
      ? Id
      : never
    : never;
}[CallId];

export interface CallOptions {
  readonly signal?: AbortSignal;
  /**
   * The same key gives the same answer for 24 hours. What sends something gets a key of its own in each call, so that the
   * client may repeat it; give one yourself to repeat a call after a crash.
   */
  readonly idempotencyKey?: string;
}

/** Every operation as a method. */
export type Api = {
  readonly [Id in CallId]: (input: InputOf<Id>, options?: CallOptions) => Promise<Reply<DataOf<Id>>>;
};

export type Topic = `messages/${string}` | `status/${string}` | `login/${string}` | "detections" | "alerts" | "metrics";

export interface PollOptions {
  readonly sessionId: string;
  /** Where to go on; default: from the oldest kept message. `latest`: from now on. */
  readonly cursor?: string;
  readonly signal?: AbortSignal;
}

const POLL_WAIT_SECONDS = 25;

/** A client of one Telewire server: the same in Node, browsers and Workers. Every failure is a TelewireError. */
export class TelewireClient {
  /** Every operation as a typed method: `client.api.listSessions({})`. */
  readonly api: Api;
  readonly #transport: Transport;
  readonly #WebSocket: NonNullable<ClientOptions["WebSocket"]>;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
    this.#WebSocket = options.WebSocket ?? WebSocket;
    this.api = Object.fromEntries(
      Object.keys(ROUTES).map((id) => [
        id,
        (input: never, callOptions?: CallOptions) => this.call(id as CallId, input, callOptions),
      ]),
    ) as unknown as Api;
  }

  /** Any operation by its id, with typed input and data; path parameters are fields of the input. */
  async call<Id extends CallId>(id: Id, input: InputOf<Id>, options: CallOptions = {}): Promise<Reply<DataOf<Id>>> {
    const { method, path, query, body } = requestOf(ROUTES[id], input);
    const { isRepeatable } = ROUTES[id];
    const { signal } = options;
    const idempotencyKey = options.idempotencyKey ?? (isRepeatable === true ? crypto.randomUUID() : undefined);
    const reply = await this.#transport.request<DataOf<Id>>(method, path, {
      query,
      ...(body === undefined ? {} : { body }),
      ...(idempotencyKey === undefined ? {} : { headers: { "Idempotency-Key": idempotencyKey } }),
      ...(signal === undefined ? {} : { signal }),
      ...("wait" in input && typeof input.wait === "number" ? { waitMs: input.wait * 1000 } : {}),
      isIdempotent: method !== "POST" || idempotencyKey !== undefined,
    });
    if (id === "whoAmI") this.#transport.setCsrfToken((reply.data as DataOf<"whoAmI">).csrfToken ?? undefined);
    return reply;
  }

  /** All pages of an operation, from the input's cursor on. */
  async *pages<Id extends PagedId>(id: Id, input: InputOf<Id>, options: CallOptions = {}): AsyncGenerator<DataOf<Id>> {
    for (let next: InputOf<Id> | null = input; next !== null;) {
      const { data, meta }: Reply<DataOf<Id>> = await this.call(id, next, options);
      yield data;
      const { nextCursor } = data as { readonly nextCursor: string | null };
      next = nextCursor === null || meta.hasMore !== true ? null : { ...input, cursor: nextCursor };
    }
  }

  /** Messages of a chat, oldest first, for ever: long polls behind the scenes. `cursor` of each page resumes it. */
  async *poll(
    chatId: string,
    { sessionId, cursor, signal }: PollOptions,
  ): AsyncGenerator<{ readonly messages: readonly MessageEntry[]; readonly cursor: string }> {
    for (let next = cursor; signal?.aborted !== true;) {
      const input = {
        chatId,
        sessionId,
        limit: 100,
        wait: POLL_WAIT_SECONDS,
        ...(next === undefined ? {} : { cursor: next }),
      };
      const { data } = await this.call("pollMessages", input, signal === undefined ? {} : { signal });
      next = data.nextCursor;
      if (data.messages.length > 0) yield { messages: data.messages, cursor: data.nextCursor };
    }
  }

  /** Hands a file to Telegram; its `uploadId` goes into the `media` of sendMessage. */
  upload(
    input: InputOf<"uploadMedia">,
    file: FileToUpload,
    signal?: AbortSignal,
  ): Promise<Reply<DataOf<"uploadMedia">>> {
    return uploadFile(this.#transport, input, file, signal);
  }

  /** The file of a message in pieces; a broken connection is taken up again where it ended. */
  download(input: InputOf<"downloadMedia">, options: DownloadOptions = {}): AsyncGenerator<Uint8Array> {
    return downloadFile(this.#transport, input, options);
  }

  /** A WebSocket topic that reconnects and resumes by itself. */
  stream(topic: Topic, options: StreamOptions = {}): TopicStream {
    return new TopicStream(this.#transport, topic, options, this.#WebSocket);
  }
}

export function createClient(options: ClientOptions): TelewireClient {
  return new TelewireClient(options);
}
