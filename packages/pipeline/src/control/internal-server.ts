import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TelewireError } from "@telewire/contracts";
import { equalInConstantTime } from "@telewire/kit";
import type { Logger, Service } from "@telewire/kit";
import type { SessionControl } from "@telewire/telegram";
import { INTERNAL_PATH, OPERATIONS, toWireError } from "./wire.ts";
import type { Operation, WireAnswer } from "./wire.ts";

export interface InternalServerOptions {
  /** Of this node only: a call is never passed on. */
  readonly control: SessionControl;
  readonly host: string;
  readonly port: number;
  /** Base URL under which other nodes reach it; default from host and port. */
  readonly advertisedUrl?: string;
  readonly nodeToken: string;
  readonly logger: Logger;
}

const MAX_BODY_BYTES = 1_000_000;
const REQUEST_TIMEOUT_MS = 120_000;

/** The internal API: session control for the nodes that do not own the session, behind the node token. */
export class InternalServer implements Service {
  readonly name = "internal-api";
  readonly #options: InternalServerOptions;
  #server: Server | undefined;

  constructor(options: InternalServerOptions) {
    this.#options = options;
  }

  /** Null until it listens. */
  get url(): string | null {
    const { advertisedUrl, host } = this.#options;
    const address = this.#server?.address() as AddressInfo | null | undefined;
    if (address === null || address === undefined) return null;
    return advertisedUrl ?? `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
  }

  /** @throws TelewireError PORT_IN_USE */
  async start(): Promise<void> {
    const { host, port } = this.#options;
    const server = createServer(
      { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 60_000 },
      (request, response) => {
        void this.#handle(request, response);
      },
    );
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause: NodeJS.ErrnoException) => {
        reject(
          cause.code === "EADDRINUSE"
            ? new TelewireError("PORT_IN_USE", { details: { host, port, option: "TELEWIRE_INTERNAL_PORT" }, cause })
            : cause,
        );
      });
      server.listen(port, host, resolve);
    });
    this.#server = server;
  }

  async drain(deadline: number): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), Math.max(0, deadline - Date.now()));
    await closed;
    clearTimeout(timer);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let status = 200;
    let answer: WireAnswer;
    try {
      const operation = this.#route(request);
      answer = { result: (await this.#call(operation, await readJson(request))) ?? null };
    } catch (error) {
      const known = TelewireError.from(error);
      status = known.status;
      answer = { error: toWireError(known) };
      if (known.code === "INTERNAL") this.#options.logger.error({ err: error }, "an internal call failed");
    }
    const body = JSON.stringify(answer);
    response
      .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
      .end(body);
  }

  #route(request: IncomingMessage): Operation {
    if (!equalInConstantTime(request.headers.authorization ?? "", `Bearer ${this.#options.nodeToken}`))
      throw new TelewireError("UNAUTHENTICATED");
    const operation = OPERATIONS.find((name) => request.url === INTERNAL_PATH + name);
    if (operation === undefined) throw new TelewireError("NOT_FOUND");
    if (request.method !== "POST") throw new TelewireError("METHOD_NOT_ALLOWED");
    return operation;
  }

  #call(operation: Operation, argument: unknown): Promise<unknown> {
    // The caller is a node of ours: it checked the argument before.
    return this.#options.control[operation](argument as never);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new TelewireError("PAYLOAD_TOO_LARGE");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw new TelewireError("BAD_REQUEST", { cause });
  }
}
