import { z } from "zod";
import { CONFIG_GROUPS } from "./schema.ts";

export interface ConfigField {
  /** Name in the configuration file. */
  readonly name: string;
  readonly env: string;
  readonly group: string;
  readonly description: string;
  readonly isSecret: boolean;
  readonly type: "string" | "number" | "boolean" | "list" | "json";
  /** As a person would write it in the environment; undefined when there is none. */
  readonly fallback: string | undefined;
  readonly choices: readonly string[];
}

/** File that settings are read from; itself no setting. */
export const CONFIG_FILE_ENV = "TELEWIRE_CONFIG_FILE";

export const CONFIG_FIELDS: readonly ConfigField[] = CONFIG_GROUPS.flatMap(({ title, schema }) =>
  Object.entries(schema.shape).map(([name, field]) => describe(title, name, field as z.ZodType)),
);

function describe(group: string, name: string, schema: z.ZodType): ConfigField {
  const meta = (schema.meta() ?? {}) as {
    readonly env?: string;
    readonly description?: string;
    readonly secret?: boolean;
  };
  const inner = unwrap(schema);
  const fallback = schema.safeParse(undefined);
  return {
    name,
    env: meta.env ?? `TELEWIRE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    group,
    description: meta.description ?? "",
    isSecret: meta.secret === true,
    type: typeOf(inner),
    fallback: fallback.success && fallback.data !== undefined ? textOf(fallback.data) : undefined,
    choices: choicesOf(inner),
  };
}

/** What a setting's text in the environment means; text that does not fit stays text, for the schema to refuse. */
export function parseEnvValue({ type }: ConfigField, text: string): unknown {
  switch (type) {
    case "string":
      return text;
    case "number":
      return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case "boolean":
      return /^(true|1|yes|on)$/i.test(text) ? true : /^(false|0|no|off)$/i.test(text) ? false : text;
    case "list":
      return text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "");
    case "json":
      return parseJson(text);
    default:
      return type satisfies never;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

function typeOf(schema: z.ZodType): ConfigField["type"] {
  if (schema instanceof z.ZodNumber) return "number";
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (schema instanceof z.ZodArray) return "list";
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return "json";
  return "string";
}

function choicesOf(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  return schema instanceof z.ZodArray ? choicesOf(schema.element as z.ZodType) : [];
}

/** A value as it is written in the environment. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  return Array.isArray(value) ? value.join(",") : JSON.stringify(value);
}
