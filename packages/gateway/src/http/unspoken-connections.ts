import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Ends, as the server closes, the connections on which no request has come whole yet: browsers keep some in reserve. Node's
 * server waits for them, and then no longer cuts off slow ones.
 */
export function endUnspoken(fastify: FastifyInstance, event: "connection" | "secureConnection"): void {
  const { server } = fastify;
  const unspoken = new Set<Socket>();
  const spoke = ({ socket }: IncomingMessage): unknown => unspoken.delete(socket);
  server.on(event, (socket: Socket) => {
    unspoken.add(socket);
    socket.once("close", () => unspoken.delete(socket));
  });
  server.prependListener("request", spoke).prependListener("upgrade", spoke);
  fastify.addHook("preClose", (done) => {
    for (const socket of unspoken) socket.destroy();
    done();
  });
}
