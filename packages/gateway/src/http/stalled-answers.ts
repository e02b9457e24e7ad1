import type { Server, Socket } from "node:net";

/** How much of the time that a client has passes between two looks. */
const LOOKS = 4;

interface Progress {
  /** Bytes that the client's end of the connection took. */
  taken: number;
  since: number;
}

/**
 * Cuts off whoever does not take what waits for it, whatever it sends meanwhile: a socket's own timeout begins anew with each
 * byte that comes in. What is written in one piece (of a file, at most 1 MiB) counts when all of it was taken: that is the
 * least speed.
 */
export function limitStalledAnswers(server: Server, event: "connection" | "secureConnection", stalledMs: number): void {
  const open = new Map<Socket, Progress>();
  server.on(event, (socket: Socket) => {
    open.set(socket, { taken: 0, since: performance.now() });
    socket.once("close", () => open.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, progress] of open) {
      const taken = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0 || taken !== progress.taken) Object.assign(progress, { taken, since: now });
      else if (now - progress.since > stalledMs) socket.destroy();
    }
  }, stalledMs / LOOKS);
  server.once("close", () => clearInterval(timer));
  timer.unref();
}
