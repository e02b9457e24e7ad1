import type { SeededRandom } from "@telewire/testing/seeded-random";
import { ALICE, CHAT } from "../gateway-fixture.ts";

/** What of JSON Schema the OpenAPI document uses. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** Values that mean something to the server, by the field's name. */
const KNOWN: Readonly<Record<string, readonly unknown[]>> = {
  sessionId: [ALICE],
  sessionIds: [[ALICE]],
  chatId: [CHAT],
  chats: [CHAT, [CHAT]],
  messageId: ["1", "2", "4294967295"],
  cursor: ["latest"],
  wait: [0],
  phone: ["+9996621234"],
  loginId: ["login-1"],
  code: ["22222"],
  keyId: ["000000000000"],
  day: ["2026-01-01"],
  method: ["help.getConfig", "auth.logOut"],
  mimeType: ["text/plain"],
  url: ["http://127.0.0.1/x", "https://[::1]/", "http://169.254.169.254/latest/meta-data"],
  filter: [{ chats: [CHAT] }, null],
};

/** A value that the schema describes, or one just outside its bounds. */
export function valueFor(name: string, schema: Schema, draw: SeededRandom): unknown {
  const known = KNOWN[name];
  if (known !== undefined && draw.chance(0.9)) return draw.pick(known);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return draw.pick(schema.enum);
  if (schema.anyOf !== undefined) return valueFor("", draw.pick(schema.anyOf), draw);
  switch (schema.type) {
    case "integer":
    case "number":
      return numberFor(schema, draw);
    case "boolean":
      return draw.chance(0.5);
    case "array":
      return Array.from({ length: draw.chance(0.05) ? (schema.maxItems ?? 100) + 1 : draw.integer(3) }, () =>
        valueFor("", schema.items ?? {}, draw),
      );
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(() => draw.chance(0.7))
          .map(([field, inner]) => [field, valueFor(field, inner, draw)]),
      );
    case "null":
      return null;
    default:
      return draw.chance(0.05)
        ? "x".repeat(Math.min(20_000, (schema.maxLength ?? 100) + 1))
        : `text ${draw.integer(100)}`;
  }
}

function numberFor({ minimum = 0, maximum = 100 }: Schema, draw: SeededRandom): number {
  return draw.pick([minimum, maximum, minimum - 1, maximum + 1, minimum + draw.integer(10)]);
}
