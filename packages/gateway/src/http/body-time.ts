import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { TelewireError } from "@telewire/contracts";
import { answerBrokenRequest } from "./broken-request.ts";

/** Requests whose handler watches over their body itself. */
const released = new WeakSet<IncomingMessage>();

/** Cuts off whoever has not sent the whole body of a request in time; of a stream that a handler reads, see `steadily`. */
export function limitBodyTime(server: Server, timeoutMs: number): void {
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const { "content-length": length = "0", "transfer-encoding": encoding } = request.headers;
    if (length === "0" && encoding === undefined) return;
    const timer = setTimeout(() => {
      if (released.has(request)) return;
      if (response.headersSent) request.socket.destroy();
      else answerBrokenRequest(Object.assign(new Error("slow"), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), request.socket);
    }, timeoutMs);
    const done = (): void => clearTimeout(timer);
    request.once("end", done).once("close", done);
  });
}

/**
 * A body in its pieces, however long it takes as a whole: only the next piece must come in time.
 * @throws TelewireError REQUEST_TIMEOUT
 */
export async function* steadily(request: IncomingMessage, idleMs: number): AsyncGenerator<Uint8Array> {
  released.add(request);
  const pieces = (request as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new TelewireError("REQUEST_TIMEOUT", { details: { idleMs } })), idleMs);
    try {
      const next = await Promise.race([pieces.next(), late.promise]);
      if (next.done === true) return;
      yield next.value;
    } finally {
      clearTimeout(timer);
    }
  }
}
