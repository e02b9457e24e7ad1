import { CLOSE_CODES, mayReconnect } from "./close-codes.ts";
import { serverFrame } from "./frames.ts";
import { SchemaComponents } from "./json-schema.ts";
import type { Json } from "./json-schema.ts";
import { TOPICS } from "./realtime.ts";
import type { Topic } from "./realtime.ts";

const FRAMES_OF: Readonly<Record<Topic["name"], readonly string[]>> = {
  messages: ["HELLO", "HEARTBEAT", "GAP", "NEW_MESSAGE", "MESSAGE_EDITED", "MESSAGE_DELETED", "ERROR", "CLOSE"],
  status: ["HELLO", "HEARTBEAT", "GAP", "SESSION_STATUS", "ERROR", "CLOSE"],
  detections: ["HELLO", "HEARTBEAT", "GAP", "DETECTION", "DETECTION_UPDATED", "DETECTION_RETRACTED", "ERROR", "CLOSE"],
  alerts: ["HELLO", "HEARTBEAT", "GAP", "RULE_HIT", "ANOMALY", "ERROR", "CLOSE"],
  login: ["HELLO", "HEARTBEAT", "LOGIN_STATE", "ERROR", "CLOSE"],
  metrics: ["HELLO", "HEARTBEAT", "METRICS", "ERROR", "CLOSE"],
};

const FRAMES = `Frames are JSON text; \`id\` is a position, and \`?since=<position>\` goes on after it.

A link can die without a sign. The server breaks every silence with a HEARTBEAT, at the latest after the \`heartbeatMs\` of its
HELLO: a client that hears nothing at all for two of them reconnects from the last position. Clients have nothing to send.

Where WebSockets do not get through, the same address answers \`Accept: text/event-stream\` with the same frames as
server-sent events: \`event\` is the type, \`data\` the frame, \`id\` the position, which a client that reconnects sends as
\`Last-Event-ID\`; the last event is a CLOSE with the code that a WebSocket would have been closed with.`;

const PARAMETERS = { sessionId: "A session's id, or `*`.", loginId: "Of startQrLogin." } as const;

/** The AsyncAPI 3.0 document of the WebSocket topics. */
export function asyncApiDocument(version: string): Json {
  const topics = Object.values<Topic>(TOPICS);
  const schemas = new SchemaComponents();
  return {
    asyncapi: "3.0.0",
    info: { title: "Telewire realtime", version, description: closeCodes() },
    servers: { self: { host: "localhost:8080", protocol: "ws" } },
    defaultContentType: "application/json",
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channelOf(topic, schemas)])),
    operations: Object.fromEntries(
      topics.map(({ name, summary }) => [
        `receive-${name}`,
        { action: "send", channel: { $ref: `#/channels/${name}` }, summary },
      ]),
    ),
    components: { messages: messages(schemas), schemas: schemas.schemas },
  };
}

function channelOf({ name, path, summary, query, parameter, scope }: Topic, schemas: SchemaComponents): Json {
  return {
    address: path,
    description: `${summary} Needs the scope \`${scope}\`.`,
    ...(parameter === null ? {} : { parameters: { [parameter]: { description: PARAMETERS[parameter] } } }),
    bindings: { ws: { method: "GET", query: schemas.of(query, "input") } },
    messages: Object.fromEntries(FRAMES_OF[name].map((type) => [type, { $ref: `#/components/messages/${type}` }])),
  };
}

function messages(schemas: SchemaComponents): Json {
  return Object.fromEntries(
    serverFrame.options.map((option) => {
      const type = option.shape.type.value;
      return [type, { name: type, payload: schemas.of(option, "output") }];
    }),
  );
}

function closeCodes(): string {
  const lines = Object.entries(CLOSE_CODES).map(
    ([name, code]) =>
      `- ${code} ${name}: ${mayReconnect(code) ? "reconnect, from the last position" : "do not reconnect"}`,
  );
  return `${FRAMES}\n\nClose codes:\n\n${lines.join("\n")}`;
}
