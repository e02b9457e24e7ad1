import { z } from "zod";
import { ALERT_KINDS } from "./alert.ts";
import { CHAIN_FAMILIES, DETECTION_KINDS, ROLES } from "./detection.ts";
import { MESSAGE_KINDS } from "./message.ts";
import { list } from "./query.ts";
import { chatIdSchema, sessionIdSchema } from "./rest.ts";
import type { StreamName } from "./position.ts";

/** Every session that the caller may see, in place of a session id. */
export const ALL_SESSIONS = "*";

const since = z.string().min(1).max(8192).optional().meta({
  description:
    "Go on after this position. A topic over several partitions takes one position for each, joined by commas.",
});
const ticket = z.string().max(128).optional().meta({ description: "One-time ticket of `POST /api/v1/auth/ticket`." });

/** A WebSocket topic: its path, the stream that feeds it, what its filters are. */
export interface Topic {
  readonly name: "messages" | "status" | "detections" | "alerts" | "login" | "metrics";
  readonly path: string;
  /** Null: not fed by the log. */
  readonly stream: StreamName | null;
  readonly scope: "messages:read" | "sessions:read" | "sessions:write" | "detections:read" | "system:read";
  /** What its path ends with. */
  readonly parameter: "sessionId" | "loginId" | null;
  readonly summary: string;
  readonly query: z.ZodObject;
}

export const messageTopicQuery = z.strictObject({
  since,
  ticket,
  chats: list(chatIdSchema).optional().meta({ description: "Only messages of these chats." }),
  kinds: list(z.enum(MESSAGE_KINDS)).optional().meta({ description: "Only entries of these kinds." }),
});
export const statusTopicQuery = z.strictObject({ since, ticket });
export const detectionTopicQuery = z.strictObject({
  since,
  ticket,
  sessions: list(sessionIdSchema).optional().meta({ description: "Only detections seen by these sessions." }),
  chats: list(chatIdSchema).optional().meta({ description: "Only detections in these chats." }),
  kinds: list(z.enum(DETECTION_KINDS)).optional().meta({ description: "Only entries of these kinds." }),
  families: list(z.enum(CHAIN_FAMILIES)).optional().meta({ description: "Only addresses of these families." }),
  roles: list(z.enum(ROLES)).optional().meta({ description: "Only addresses in these roles." }),
});
export const alertTopicQuery = z.strictObject({
  since,
  ticket,
  sessions: list(sessionIdSchema).optional().meta({ description: "Only alerts on what these sessions saw." }),
  chats: list(chatIdSchema).optional().meta({ description: "Only alerts on these chats." }),
  kinds: list(z.enum(ALERT_KINDS)).optional().meta({ description: "Only entries of these kinds." }),
});
export const loginTopicQuery = z.strictObject({ ticket });
export const metricsTopicQuery = z.strictObject({ ticket });

export const TOPICS = {
  messages: {
    name: "messages",
    path: "/api/v1/realtime/messages/{sessionId}",
    stream: "messages",
    scope: "messages:read",
    parameter: "sessionId",
    summary: "New, edited and deleted messages of one session, or of all with `*`.",
    query: messageTopicQuery,
  },
  status: {
    name: "status",
    path: "/api/v1/realtime/status/{sessionId}",
    stream: "status",
    scope: "sessions:read",
    parameter: "sessionId",
    summary: "States of one session, or of all with `*`, with evidence.",
    query: statusTopicQuery,
  },
  detections: {
    name: "detections",
    path: "/api/v1/realtime/detections",
    stream: "detections",
    scope: "detections:read",
    parameter: null,
    summary: "Detections, their updates and retractions.",
    query: detectionTopicQuery,
  },
  alerts: {
    name: "alerts",
    path: "/api/v1/realtime/alerts",
    stream: "alerts",
    scope: "detections:read",
    parameter: null,
    summary: "Hits of the caller's rules (an admin sees those of all), and anomalies.",
    query: alertTopicQuery,
  },
  login: {
    name: "login",
    path: "/api/v1/realtime/login/{loginId}",
    stream: null,
    scope: "sessions:write",
    parameter: "loginId",
    summary:
      "How a QR login stands, now and after each change; the code that is valid is in `url`. Closed when it is done or failed.",
    query: loginTopicQuery,
  },
  metrics: {
    name: "metrics",
    path: "/api/v1/realtime/metrics",
    stream: null,
    scope: "system:read",
    parameter: null,
    summary: "Metrics of this node and the cluster, once a second.",
    query: metricsTopicQuery,
  },
} as const satisfies Record<string, Topic>;

/** Subprotocol that a client offers beside `bearer.<jwt>`; the server chooses it. */
export const SUBPROTOCOL = "telewire.v1";
export const BEARER_SUBPROTOCOL = "bearer.";
