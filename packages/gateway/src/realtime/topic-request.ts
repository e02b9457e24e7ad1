import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { ALL_SESSIONS, BEARER_SUBPROTOCOL, sessionIdSchema, TelewireError, TOPICS } from "@telewire/contracts";
import type { Topic } from "@telewire/contracts";
import { requireAccess, requireSession } from "../auth/caller.ts";
import type { Caller } from "../auth/caller.ts";
import type { Identity } from "../auth/identity.ts";
import { isOwnOrigin } from "../http/csrf.ts";
import type { OwnAddress } from "../http/csrf.ts";
import type { FilterQuery } from "./filter.ts";

export const REALTIME_PREFIX = "/api/v1/realtime/";

/** What a client asks for with its WebSocket or event stream. */
export interface TopicRequest {
  readonly topic: Topic;
  /** `*` for all; null on topics that have none. */
  readonly sessionId: string | null;
  /** Null on topics that have none. */
  readonly loginId: string | null;
  readonly since: string | undefined;
  readonly ticket: string | undefined;
  readonly filters: FilterQuery;
}

/** @throws TelewireError NOT_FOUND, VALIDATION_FAILED */
export function readTopicRequest(url: string): TopicRequest {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const [name = "", last, ...rest] = pathname.slice(REALTIME_PREFIX.length).split("/");
  const topic: Topic | undefined = Object.hasOwn(TOPICS, name) ? TOPICS[name as keyof typeof TOPICS] : undefined;
  if (topic === undefined || rest.length > 0 || (topic.parameter === null) !== (last === undefined))
    throw new TelewireError("NOT_FOUND");
  const parameter = last === undefined ? null : decoded(last);
  const session = topic.parameter === "sessionId" ? parameter : null;
  if (session !== null && session !== ALL_SESSIONS && !sessionIdSchema.safeParse(session).success)
    throw new TelewireError("SESSION_NOT_FOUND");
  const parsed = topic.query.safeParse(Object.fromEntries(searchParams));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ field: path.join("."), problem: message }));
    throw new TelewireError("VALIDATION_FAILED", { details: { problems } });
  }
  const { since, ticket, ...filters } = parsed.data as { readonly since?: string; readonly ticket?: string };
  const loginId = topic.parameter === "loginId" ? parameter : null;
  return { topic, sessionId: session, loginId, since, ticket, filters };
}

/** @throws TelewireError SESSION_NOT_FOUND where it is no URL encoding */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new TelewireError("SESSION_NOT_FOUND", { cause });
  }
}

/**
 * The caller behind a WebSocket or an event stream: by header, subprotocol, ticket, or the dashboard's cookie.
 * @throws TelewireError UNAUTHENTICATED and those of the credentials
 */
export async function callerOfTopic(
  identity: Identity,
  { ticket }: TopicRequest,
  { headers }: IncomingMessage,
  isSecure: boolean,
): Promise<Caller> {
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  const isOffered = headers.authorization === undefined && offered.some((name) => name.startsWith(BEARER_SUBPROTOCOL));
  const caller = await (ticket !== undefined
    ? identity.byTicket(ticket)
    : isOffered
      ? identity.bySubprotocol(offered)
      : identity.callerOf(headers, isSecure));
  if (caller === null) throw new TelewireError("UNAUTHENTICATED");
  return caller;
}

/**
 * Whether the caller may have the topic; by cookie from our own pages only.
 * @throws TelewireError FORBIDDEN
 */
export function requireTopic(
  caller: Caller,
  { topic, sessionId, filters }: TopicRequest,
  { origin, "sec-fetch-site": site }: IncomingHttpHeaders,
  own: OwnAddress,
): void {
  requireAccess(topic.scope, caller);
  // A page's event stream from its own server comes without an Origin.
  const isOwnPage = origin === undefined ? site === "same-origin" : isOwnOrigin(origin, own);
  if (caller.via === "cookie" && !isOwnPage) throw new TelewireError("FORBIDDEN", { details: { problem: "origin" } });
  if (sessionId !== null && sessionId !== ALL_SESSIONS) requireSession(caller, sessionId);
  for (const session of filters.sessions ?? []) requireSession(caller, session);
}
