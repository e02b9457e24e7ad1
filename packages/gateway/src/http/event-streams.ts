import { TelewireError } from "@telewire/contracts";
import type { FastifyInstance } from "fastify";
import type { RealtimeServer } from "../realtime/realtime-server.ts";
import { REALTIME_PREFIX } from "../realtime/topic-request.ts";

const EVENT_STREAM = "text/event-stream";
const HEAD = {
  "content-type": `${EVENT_STREAM}; charset=utf-8`,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  // When it ends, nothing else is to come on this connection.
  connection: "close",
  // A proxy that gathers an answer before it passes it on would hold every event back.
  "x-accel-buffering": "no",
};

/** The topics as event streams, at the addresses of their WebSockets: for clients and networks without WebSockets. */
export function registerEventStreams(server: FastifyInstance, realtime: RealtimeServer): void {
  server.get(`${REALTIME_PREFIX}*`, async (request, reply) => {
    if (request.headers.accept?.includes(EVENT_STREAM) !== true)
      throw new TelewireError("BAD_REQUEST", {
        details: { problem: `open this address as a WebSocket, or with accept: ${EVENT_STREAM}` },
      });
    await realtime.openEventStream(request.raw, reply.raw, () => {
      reply.hijack();
      reply.raw.writeHead(200, { ...HEAD, "x-request-id": request.id });
    });
  });
}
