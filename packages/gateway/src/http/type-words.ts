interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A JSON schema as a person would say it: `integer 1 to 100`, `list of string, up to 10`. */
export function typeWords(schema: unknown): string {
  if (typeof schema !== "object" || schema === null) return "anything";
  const given = schema as JsonSchema;
  const { $ref, const: only, enum: choices, anyOf, oneOf } = given;
  if ($ref !== undefined) return $ref.replace(/.*\//, "");
  if (only !== undefined) return JSON.stringify(only);
  if (choices !== undefined) return choices.map((choice) => JSON.stringify(choice)).join(" or ");
  const either = anyOf ?? oneOf;
  if (either !== undefined) return [...new Set(either.map(typeWords))].join(" or ");
  return plainWords(given);
}

function plainWords(schema: JsonSchema): string {
  const { type = "anything", items, maxItems, properties } = schema;
  if (type === "array") return `list of ${typeWords(items)}${maxItems === undefined ? "" : `, up to ${maxItems}`}`;
  if (type === "object") return properties === undefined ? "object" : `object {${Object.keys(properties).join(", ")}}`;
  const name = typeof type === "string" ? type : type.join(" or ");
  return [name, ...limitsOf(schema)].join(" ");
}

function limitsOf({ format, pattern, minLength, maxLength, minimum, maximum }: JsonSchema): readonly string[] {
  if (format !== undefined) return [`(${format})`];
  const limits = [rangeWords(minimum, maximum)];
  if (pattern !== undefined) limits.push(`like /${pattern}/`);
  else if (maxLength !== undefined) limits.push(`of ${rangeWords(minLength, maxLength)} characters`);
  else if (minLength === 1) limits.push("(not empty)");
  return limits.filter((limit) => limit !== "");
}

/** zod's integers end where JavaScript's do, which tells nobody anything. */
function rangeWords(least: number | undefined, most: number | undefined): string {
  const from = least === undefined || least <= Number.MIN_SAFE_INTEGER ? undefined : least;
  const to = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most;
  if (from !== undefined && to !== undefined) return `${from} to ${to}`;
  if (to !== undefined) return `up to ${to}`;
  return from === undefined ? "" : `${from} or more`;
}
