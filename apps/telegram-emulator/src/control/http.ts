import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import type { EmulatorCore } from "../core.ts";
import { RpcFault } from "../rpc-error.ts";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A mistake of the caller, answered with its status and a sentence. */
export class ControlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface ControlRequest {
  /** The variable parts of the path, in order. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Segments that begin with `:` match anything. */
  readonly path: string;
  readonly run: (request: ControlRequest) => unknown;
}

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new ControlError(413, "the body is too large");
    chunks.push(chunk as Buffer);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    throw new ControlError(400, `the body is not JSON: ${(error as Error).message}`);
  }
};

const matchPath = (pattern: string, path: string): string[] | undefined => {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: string[] = [];
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith(":")) params.push(decodeURIComponent(value));
    else if (segment !== value) return undefined;
  }
  return params;
};

/** The route for a method and path, with the variable parts. Throws `ControlError`. */
export const findRoute = (
  routes: readonly Route[],
  method: string | undefined,
  path: string,
): { route: Route; params: readonly string[] } => {
  let isKnownPath = false;
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (!params) continue;
    if (route.method === method) return { route, params };
    isKnownPath = true;
  }
  throw isKnownPath ? new ControlError(405, "method not allowed") : new ControlError(404, `no such path: ${path}`);
};

const statusOf = (error: unknown): number => {
  if (error instanceof ControlError) return error.status;
  return error instanceof RangeError || error instanceof TypeError || error instanceof RpcFault ? 400 : 500;
};

const jsonValue = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

/** Serves the control API: JSON in, JSON out; an answer leaves only after the journal has what it says. */
export const createControlServer = (core: EmulatorCore, routes: readonly Route[]): Server => {
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const url = new URL(request.url ?? "/", "http://control");
    const { route, params } = findRoute(routes, request.method, url.pathname);
    const body = request.method === "GET" ? {} : await readBody(request);
    return { status: 200, body: await route.run({ params, query: url.searchParams, body }) };
  };
  const respond = (response: ServerResponse, status: number, body: unknown): void => {
    core.turn.end();
    const text = JSON.stringify(body ?? { ok: true }, jsonValue);
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  };
  return createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => respond(response, status, body),
      (error: unknown) => {
        const status = statusOf(error);
        if (status === 500) core.log("error", "control request failed", error);
        respond(response, status, { error: (error as Error).message });
      },
    );
  });
};
