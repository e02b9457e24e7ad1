import * as fc from "fast-check";
import Long from "long";

import { loadApiSchema, type TlDefinition, type TlField } from "../../src/tl/schema.ts";

const MAX_DEPTH = 3;
const schema = loadApiSchema();
const byType = Map.groupBy(
  schema.definitions.filter(({ kind }) => kind === "class"),
  ({ type }) => type,
);
const methods = new Map(
  schema.definitions.filter(({ kind }) => kind === "method").map((method) => [method.name, method]),
);

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  int: fc.oneof(fc.constantFrom(0, 1, -1, 2_147_483_647, -2_147_483_648), fc.integer()),
  int53: fc.oneof(fc.constantFrom(0, 5_000_000_001, 5_000_000_002, 2_200_000_003), fc.nat()),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromString(value.toString())),
  double: fc.double(),
  string: fc.oneof(fc.constantFrom("", "news_test", "9996622222"), fc.string()),
  bytes: fc.uint8Array({ maxLength: 64 }),
  Bool: fc.boolean(),
  true: fc.boolean(),
  int128: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  int256: fc.uint8Array({ minLength: 32, maxLength: 32 }),
};

const valueOf = (type: string, depth: number): fc.Arbitrary<unknown> => {
  const scalar = SCALARS[type];
  if (scalar) return scalar;
  const all = byType.get(type) ?? [];
  const flat = all.filter(({ fields }) =>
    fields.every((field) => field.flag ?? (field.isVector || field.type in SCALARS)),
  );
  const choice = depth >= MAX_DEPTH && flat.length > 0 ? flat : all;
  return fc.constantFrom(...choice).chain((definition) => objectOf(definition, depth + 1));
};

const fieldOf = (field: TlField, depth: number): fc.Arbitrary<unknown> => {
  const isOptional = field.flag !== undefined && field.type !== "true";
  if (isOptional && depth >= MAX_DEPTH) return fc.constant(undefined);
  const one = valueOf(field.type, depth);
  const value = field.isVector ? fc.array(one, { maxLength: depth >= MAX_DEPTH ? 0 : 2 }) : one;
  return isOptional ? fc.option(value, { nil: undefined }) : value;
};

const bitOf = ({ flag, name }: TlField): string => (flag ? `${flag.word}.${flag.bit}` : name);

const objectOf = ({ name, fields }: TlDefinition, depth: number): fc.Arbitrary<{ readonly _: string }> => {
  const known = fields.filter(({ type }) => type !== "#");
  return fc.tuple(...known.map((field) => fieldOf(field, depth))).map((values) => {
    const given = known.map((field, index) => ({ field, value: values[index] }));
    // Fields that share a bit are there together or not at all.
    const off = new Set(
      given
        .filter(({ field, value }) => field.flag && (value === undefined || value === false))
        .map(({ field }) => bitOf(field)),
    );
    const there = given.filter(({ field }) => !off.has(bitOf(field)));
    return { _: name, ...Object.fromEntries(there.map(({ field, value }) => [field.name, value])) };
  });
};

/** Calls of a method that the schema allows, with whatever arguments. */
export const randomCall = (name: string): fc.Arbitrary<{ readonly _: string }> => {
  const method = methods.get(name);
  if (!method) throw new Error(`no method ${name}`);
  return objectOf(method, 0);
};
