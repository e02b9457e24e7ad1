import { z } from "zod";
import { CLOSE_CODES, mayReconnect } from "./close-codes.ts";
import { serverFrame } from "./frames.ts";
import { TOPICS } from "./realtime.ts";
import type { Topic } from "./realtime.ts";

type Json = Readonly<Record<string, unknown>>;

const FRAMES_OF: Readonly<Record<Topic["name"], readonly string[]>> = {
  messages: ["HELLO", "GAP", "NEW_MESSAGE", "MESSAGE_EDITED", "MESSAGE_DELETED", "ERROR"],
  status: ["HELLO", "GAP", "SESSION_STATUS", "ERROR"],
  detections: ["HELLO", "GAP", "DETECTION", "DETECTION_UPDATED", "DETECTION_RETRACTED", "ERROR"],
  alerts: ["HELLO", "GAP", "RULE_HIT", "ANOMALY", "ERROR"],
  metrics: ["HELLO", "METRICS", "ERROR"],
};

/** The AsyncAPI 3.0 document of the WebSocket topics. */
export function asyncApiDocument(version: string): Json {
  const topics = Object.values<Topic>(TOPICS);
  return {
    asyncapi: "3.0.0",
    info: { title: "Telewire realtime", version, description: closeCodes() },
    servers: { self: { host: "localhost:8080", protocol: "ws" } },
    defaultContentType: "application/json",
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channelOf(topic)])),
    operations: Object.fromEntries(
      topics.map(({ name, summary }) => [
        `receive-${name}`,
        { action: "send", channel: { $ref: `#/channels/${name}` }, summary },
      ]),
    ),
    components: { messages: messages() },
  };
}

function channelOf({ name, path, summary, query, hasSession, scope }: Topic): Json {
  return {
    address: path,
    description: `${summary} Needs the scope \`${scope}\`.`,
    ...(hasSession ? { parameters: { sessionId: { description: "A session's id, or `*`." } } } : {}),
    bindings: {
      ws: { method: "GET", query: withoutDialect(z.toJSONSchema(query, { io: "input", unrepresentable: "any" })) },
    },
    messages: Object.fromEntries(FRAMES_OF[name].map((type) => [type, { $ref: `#/components/messages/${type}` }])),
  };
}

function messages(): Json {
  return Object.fromEntries(
    serverFrame.options.map((option) => {
      const type = option.shape.type.value;
      return [
        type,
        { name: type, payload: withoutDialect(z.toJSONSchema(option, { io: "output", unrepresentable: "any" })) },
      ];
    }),
  );
}

function closeCodes(): string {
  const lines = Object.entries(CLOSE_CODES).map(
    ([name, code]) =>
      `- ${code} ${name}: ${mayReconnect(code) ? "reconnect, from the last position" : "do not reconnect"}`,
  );
  return `Frames are JSON text; \`id\` is a position. Close codes:\n\n${lines.join("\n")}`;
}

function withoutDialect({ $schema: _dialect, ...schema }: Json): Json {
  return schema;
}
