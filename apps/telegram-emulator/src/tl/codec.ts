import { convertDown } from "./convert.ts";
import { compileReader, compileWriter } from "./compile.ts";
import { TlReader, type TlRead } from "./reader.ts";
import {
  loadApiSchema,
  loadProtocolSchema,
  loadTextSchema,
  type TlDefinition,
  type TlField,
  type TlSchema,
} from "./schema.ts";
import { TlWriter, type TlDialect, type TlObject } from "./writer.ts";

/** Layers whose schema is kept beside the newest one. */
const OLDER_LAYERS = [198, 144];

type Write = (writer: TlWriter, value: TlObject) => void;

/** A map whose values are compiled when first asked for: a schema has thousands, a run uses dozens. */
class LazyMap<K, V> extends Map<K, V> {
  readonly #compile: (definition: TlDefinition) => V;
  readonly #definitions: ReadonlyMap<K, TlDefinition>;

  constructor(definitions: ReadonlyMap<K, TlDefinition>, compile: (definition: TlDefinition) => V) {
    super();
    this.#definitions = definitions;
    this.#compile = compile;
  }

  override has(key: K): boolean {
    return this.#definitions.has(key);
  }

  override get(key: K): V | undefined {
    const known = super.get(key);
    if (known !== undefined) return known;
    const definition = this.#definitions.get(key);
    if (!definition) return undefined;
    const compiled = this.#compile(definition);
    this.set(key, compiled);
    return compiled;
  }
}

/** What an older layer writes as a string, by the type that the newest has in its place. */
const STRING_FORMS: Readonly<Record<string, string>> = { TextWithEntities: "text", Reaction: "emoticon" };

const fromString = (field: TlField, same: TlField | undefined): TlField => {
  const form = same && !field.isVector ? STRING_FORMS[same.type] : undefined;
  return form === undefined ? field : { ...field, type: same?.isVector ? `${form}s` : form };
};

/**
 * Text schemas write every 64-bit id as `long`: take `int53` where the newest layer does. Strings that have become
 * objects since are read and written as those.
 */
const likeNewest = (schema: TlSchema, newest: ReadonlyMap<string, TlDefinition>): TlSchema => {
  const int53Names = new Set<string>();
  for (const definition of newest.values()) {
    for (const field of definition.fields)
      if (field.type === "int53" && field.name !== "id") int53Names.add(field.name);
  }
  const fix = (definition: TlDefinition, field: TlField): TlField => {
    const same = newest.get(definition.name)?.fields.find((other) => other.name === field.name);
    if (field.type === "string") return fromString(field, same);
    if (field.type !== "long") return field;
    const isInt53 = same ? same.type === "int53" : int53Names.has(field.name);
    return isInt53 ? { ...field, type: "int53" } : field;
  };
  const definitions = schema.definitions.map((definition) => ({
    ...definition,
    fields: definition.fields.map((field) => fix(definition, field)),
  }));
  return { layer: schema.layer, definitions };
};

const byName = (definitions: readonly TlDefinition[]): Map<string, TlDefinition> =>
  new Map(definitions.map((definition) => [definition.name, definition]));

/** Reads what clients of every known layer send and writes what each of them understands. */
export class TlCodec {
  readonly newestLayer: number;
  readonly #readers: ReadonlyMap<number, TlRead>;
  readonly #dialects: readonly { readonly layer: number; readonly dialect: TlDialect }[];
  readonly #writers = new Map<TlDialect, TlWriter>();
  readonly #newest: ReadonlyMap<string, TlDefinition>;

  constructor() {
    const protocol = loadProtocolSchema().definitions;
    const api = loadApiSchema();
    this.newestLayer = api.layer;
    this.#newest = byName(api.definitions);
    const older = OLDER_LAYERS.map((layer) => likeNewest(loadTextSchema(layer), this.#newest));
    const byId = new Map<number, TlDefinition>();
    for (const definition of [
      ...older.toReversed().flatMap((schema) => schema.definitions),
      ...api.definitions,
      ...protocol,
    ]) {
      byId.set(definition.id, definition);
    }
    this.#readers = new LazyMap(byId, compileReader);
    this.#dialects = [api, ...older].map((schema) => ({
      layer: schema.layer,
      dialect: this.#dialectOf(byName([...schema.definitions, ...protocol])),
    }));
  }

  #dialectOf(definitions: ReadonlyMap<string, TlDefinition>): TlDialect {
    const writers = new LazyMap<string, Write>(definitions, compileWriter);
    return { writers, convert: (value) => convertDown(value, this.#newest, (name) => definitions.has(name)) };
  }

  /** Names of all methods of the newest layer. */
  methodNames(): string[] {
    return [...this.#newest.values()]
      .filter((definition) => definition.kind === "method")
      .map((definition) => definition.name);
  }

  reader(data: Uint8Array, pos = 0): TlReader {
    return new TlReader(this.#readers, data, pos);
  }

  /** The layer among those we can write that is nearest to the client's. */
  dialectLayer(layer: number): number {
    let best = this.#dialects[0];
    for (const candidate of this.#dialects) {
      if (best && Math.abs(candidate.layer - layer) < Math.abs(best.layer - layer)) best = candidate;
    }
    return best?.layer ?? this.newestLayer;
  }

  /** Serialises for a layer returned by `dialectLayer` (or the newest, for protocol messages). */
  write(value: unknown, layer: number = this.newestLayer): Buffer {
    const dialect = this.#dialects.find((candidate) => candidate.layer === layer)?.dialect;
    if (!dialect) throw new RangeError(`no writer for layer ${layer}`);
    let writer = this.#writers.get(dialect);
    if (!writer) {
      writer = new TlWriter(dialect);
      this.#writers.set(dialect, writer);
    }
    writer.reset();
    writer.object(value);
    return writer.result();
  }
}

/** One codec serves every emulator of a process: it holds no state but compiled functions. */
let shared: TlCodec | undefined;
export const sharedCodec = (): TlCodec => (shared ??= new TlCodec());
