import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { ERRORS } from "@telewire/contracts";
import type { ErrorCode } from "@telewire/contracts";

const OF_PARSER: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: "HEADERS_TOO_LARGE",
  ERR_HTTP_REQUEST_TIMEOUT: "REQUEST_TIMEOUT",
};

/** How long a client may take to read why, before its connection is cut whatever it still sends. */
const LINGER_MS = 1000;

/** A request that the HTTP parser gave up on is answered from the table as well; the connection ends. */
export function answerBrokenRequest(error: Error, socket: Socket): void {
  const { code: cause = "", rawPacket } = error as NodeJS.ErrnoException & { readonly rawPacket?: Buffer };
  if (cause === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = OF_PARSER[cause] ?? "BAD_REQUEST";
  const { status, message } = ERRORS[code];
  const body = JSON.stringify({ success: false, error: { code, message, details: {} } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  // An answer to HEAD has no body (RFC 9110, 9.3.2).
  const isHead = rawPacket?.subarray(0, 5).toString() === "HEAD ";
  socket.end(`${head.join("\r\n")}\r\n\r\n${isHead ? "" : body}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
