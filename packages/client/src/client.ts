import type { MessageEntry, OPERATIONS, OperationId } from "@telewire/contracts";
import type { z } from "zod";
import { ROUTES } from "./routes.ts";
import { TopicStream } from "./stream.ts";
import type { StreamOptions } from "./stream.ts";
import { Transport } from "./transport.ts";
import type { Reply, TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  readonly WebSocket?: new (url: string, protocols?: string[]) => WebSocket;
}

export type InputOf<Id extends OperationId> = z.input<(typeof OPERATIONS)[Id]["input"]>;
export type DataOf<Id extends OperationId> = z.output<(typeof OPERATIONS)[Id]["data"]>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The same key gives the same answer for 24 hours: lets a send be repeated safely. */
  readonly idempotencyKey?: string;
}

export type Topic = `messages/${string}` | `status/${string}` | "detections" | "metrics";

export interface PollOptions {
  readonly sessionId: string;
  /** Where to go on; default: from the oldest kept message. `latest`: from now on. */
  readonly cursor?: string;
  readonly signal?: AbortSignal;
}

const POLL_WAIT_SECONDS = 25;

/** A client of one Telewire server: the same in Node, browsers and Workers. Every failure is a TelewireError. */
export class TelewireClient {
  readonly #transport: Transport;
  readonly #WebSocket: NonNullable<ClientOptions["WebSocket"]>;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
    this.#WebSocket = options.WebSocket ?? WebSocket;
  }

  /** Any operation by its id, with typed input and data; path parameters are fields of the input. */
  async call<Id extends OperationId>(
    id: Id,
    input: InputOf<Id>,
    options: CallOptions = {},
  ): Promise<Reply<DataOf<Id>>> {
    const { method, path } = ROUTES[id];
    const fields = new Map(Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined));
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = fields.get(name);
      fields.delete(name);
      return encodeURIComponent(String(value));
    });
    const { idempotencyKey, signal } = options;
    const reply = await this.#transport.request<DataOf<Id>>(method, filled, {
      ...(method === "POST"
        ? { body: Object.fromEntries(fields) }
        : { query: new URLSearchParams([...fields].map(([name, value]): [string, string] => [name, String(value)])) }),
      ...(idempotencyKey === undefined ? {} : { headers: { "Idempotency-Key": idempotencyKey } }),
      ...(signal === undefined ? {} : { signal }),
      isIdempotent: method !== "POST" || idempotencyKey !== undefined,
    });
    if (id === "whoAmI") this.#transport.setCsrfToken((reply.data as DataOf<"whoAmI">).csrfToken ?? undefined);
    return reply;
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

  /** A WebSocket topic that reconnects and resumes by itself. */
  stream(topic: Topic, options: StreamOptions = {}): TopicStream {
    return new TopicStream(this.#transport, topic, options, this.#WebSocket);
  }
}

export function createClient(options: ClientOptions): TelewireClient {
  return new TelewireClient(options);
}
