import { z } from "zod";

export type Json = Readonly<Record<string, unknown>>;

/** Schemas of a document as JSON Schema: what has an `id` in its `.meta()` stands once under `components.schemas`. */
export class SchemaComponents {
  readonly #schemas = new Map<string, Json>();

  /** By name, in the order of the alphabet. */
  get schemas(): Json {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** @throws Error when a name stands for two different schemas, or a schema that contains itself has none */
  of(schema: z.ZodType, io: "input" | "output"): Json {
    const {
      $schema: _dialect,
      $defs = {},
      ...rest
    } = referring(z.toJSONSchema(schema, { io, unrepresentable: "any", override: tellDefault }));
    for (const [name, definition] of Object.entries($defs as Readonly<Record<string, Json>>))
      this.#add(name, definition);
    return rest;
  }

  #add(name: string, definition: Json): void {
    if (name.startsWith("__")) throw new Error("a schema that contains itself needs an id");
    const known = this.#schemas.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition))
      throw new Error(`two schemas are named ${name}`);
    this.#schemas.set(name, definition);
  }
}

/** Zod leaves defaults out of inputs. Ours are the same as an input and as an output. */
function tellDefault({
  zodSchema,
  jsonSchema,
}: {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const { def } = zodSchema._zod;
  if (def.type === "default") jsonSchema.default = def.defaultValue;
}

function referring(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
