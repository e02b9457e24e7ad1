import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** One argument of a constructor or method, in wire order. */
export interface TlField {
  readonly name: string;
  /**
   * `int`, `long`, `int53`, `string`, `bytes`, `double`, `Bool`, `true`, `#`, `!X`, `int128`, `int256`, or a boxed type; in older
   * layers also `text`, `emoticon` and `emoticons`: strings where the newest has TextWithEntities, Reaction or several.
   */
  readonly type: string;
  readonly isVector: boolean;
  readonly flag?: { readonly word: string; readonly bit: number };
}

export interface TlDefinition {
  readonly kind: "class" | "method";
  readonly name: string;
  readonly id: number;
  readonly type: string;
  readonly returnsVector: boolean;
  readonly fields: readonly TlField[];
}

export interface TlSchema {
  readonly layer: number;
  readonly definitions: readonly TlDefinition[];
}

interface JsonEntry {
  readonly kind: "class" | "method";
  readonly name: string;
  readonly id: number;
  readonly type: string;
  readonly typeModifiers?: { readonly isVector?: boolean };
  readonly arguments: readonly {
    readonly name: string;
    readonly type: string;
    readonly typeModifiers?: {
      readonly predicate?: string;
      readonly isVector?: boolean;
      readonly isBareVector?: boolean;
    };
  }[];
}

const require = createRequire(import.meta.url);
const LINE = /^([\w.]+)#([0-9a-f]+)\s*(.*?)\s*=\s*([^;]+);/;
const FLAG_TYPE = /^(\w+)\.(\d+)\?(.+)$/;
const VECTOR_TYPE = /^[Vv]ector<(.+)>$/;

/** Names as `@mtcute/core` writes them: `srp_B` becomes `srpB`. */
const camelCase = (name: string): string =>
  name.replace(/_([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());

const predicateOf = (predicate: string): { word: string; bit: number } => {
  const [word = "flags", bit = "0"] = predicate.split(".");
  return { word, bit: Number(bit) };
};

const fromJson = (entry: JsonEntry): TlDefinition => ({
  kind: entry.kind,
  name: entry.name,
  id: entry.id >>> 0,
  type: entry.type,
  returnsVector: entry.typeModifiers?.isVector === true,
  fields: entry.arguments.map((argument) => ({
    name: camelCase(argument.name),
    type: argument.type,
    isVector: argument.typeModifiers?.isVector === true || argument.typeModifiers?.isBareVector === true,
    ...(argument.typeModifiers?.predicate !== undefined && { flag: predicateOf(argument.typeModifiers.predicate) }),
  })),
});

const parseField = (text: string): TlField => {
  const colon = text.indexOf(":");
  const name = camelCase(text.slice(0, colon));
  const flagged = FLAG_TYPE.exec(text.slice(colon + 1));
  const type = flagged ? (flagged[3] ?? "") : text.slice(colon + 1);
  const vector = VECTOR_TYPE.exec(type);
  return {
    name,
    type: vector ? (vector[1] ?? "") : type,
    isVector: vector !== null,
    ...(flagged && { flag: { word: flagged[1] ?? "flags", bit: Number(flagged[2]) } }),
  };
};

const parseLine = (line: string, kind: "class" | "method"): TlDefinition | undefined => {
  const match = LINE.exec(line);
  if (!match) return undefined;
  const [, name = "", id = "", args = "", result = ""] = match;
  const vector = VECTOR_TYPE.exec(result);
  const fields = args.split(/\s+/).filter((part) => part.includes(":") && !part.startsWith("{"));
  return {
    kind,
    name,
    id: Number.parseInt(id, 16),
    type: vector ? (vector[1] ?? "") : result,
    returnsVector: vector !== null,
    fields: fields.map(parseField),
  };
};

/** Parses a schema in Telegram's text form; the first line names the layer (`// LAYER 198`). */
const parseSchemaText = (text: string): TlSchema => {
  const layer = Number(/LAYER (\d+)/.exec(text)?.[1] ?? 0);
  const definitions: TlDefinition[] = [];
  let kind: "class" | "method" = "class";
  for (const line of text.split("\n")) {
    if (line.startsWith("---")) kind = line.includes("functions") ? "method" : "class";
    const definition = parseLine(line, kind);
    if (definition) definitions.push(definition);
  }
  return { layer, definitions };
};

const loadJson = (name: string): unknown =>
  JSON.parse(readFileSync(require.resolve(`@mtcute/core/tl/${name}`), "utf8"));

/** The newest layer the emulator knows; the world's objects are kept in its shape. */
export const loadApiSchema = (): TlSchema => {
  const json = loadJson("api-schema.json") as { l: number; e: JsonEntry[] };
  return { layer: json.l, definitions: json.e.map(fromJson) };
};

/** Constructors of the protocol itself (names carry `mt_`); the same in every layer. */
export const loadProtocolSchema = (): TlSchema => ({
  layer: 0,
  definitions: (loadJson("mtp-schema.json") as JsonEntry[]).map(fromJson),
});

export const loadTextSchema = (layer: number): TlSchema =>
  parseSchemaText(readFileSync(new URL(`./schemas/layer-${layer}.tl`, import.meta.url), "utf8"));
