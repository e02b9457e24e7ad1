import type { TlRead, TlReader } from "./reader.ts";
import type { TlDefinition, TlField } from "./schema.ts";
import type { TlObject, TlWriter } from "./writer.ts";

const READ_SCALAR: Record<string, string> = {
  int: "r.int()",
  "#": "r.uint()",
  long: "r.long()",
  int53: "r.int53()",
  double: "r.double()",
  string: "r.string()",
  bytes: "r.bytes()",
  Bool: "r.bool()",
  int128: "r.int128()",
  int256: "r.int256()",
  "!X": "r.query()",
  text: "({_:'textWithEntities',text:r.string(),entities:[]})",
  emoticon: "({_:'reactionEmoji',emoticon:r.string()})",
  emoticons: "[{_:'reactionEmoji',emoticon:r.string()}]",
};

const WRITE_SCALAR: Record<string, string> = {
  int: "w.int(V)",
  long: "w.long(V)",
  int53: "w.long(V)",
  double: "w.double(V)",
  string: "w.string(V)",
  bytes: "w.bytes(V)",
  Bool: "w.bool(V)",
  int128: "w.raw(V)",
  int256: "w.raw(V)",
  "!X": "w.raw(V)",
  text: "w.string(V.text)",
  emoticon: "w.string(V.emoticon??'')",
};

const DEFAULT_VALUE: Record<string, string> = {
  int: "0",
  long: "0",
  int53: "0",
  double: "0",
  string: "''",
  bytes: "EMPTY",
  Bool: "false",
};

const EMPTY = new Uint8Array(0);

const readExpression = (field: TlField): string => {
  const one = READ_SCALAR[field.type] ?? "r.object()";
  return field.isVector ? `r.vector((r)=>${one})` : one;
};

const readField = (field: TlField): string => {
  if (field.type === "#") return "";
  const key = JSON.stringify(field.name);
  if (!field.flag) return `o[${key}]=${readExpression(field)};`;
  const test = `${field.flag.word}&${(1 << field.flag.bit) >>> 0}`;
  if (field.type === "true") return `o[${key}]=!!(${test});`;
  return `if(${test})o[${key}]=${readExpression(field)};`;
};

/** Compiles the reader of one definition; objects come out as `{_: name, ...fields}`. */
export const compileReader = (definition: TlDefinition): TlRead => {
  const body = definition.fields.map((field) =>
    field.type === "#" ? `const ${field.name}=r.uint();` : readField(field),
  );
  const source = `const o={_:${JSON.stringify(definition.name)}};${body.join("")}return o;`;
  // oxlint-disable-next-line typescript/no-implied-eval -- the source comes from the schemas in this package
  return new Function("r", source) as (reader: TlReader) => unknown;
};

const writeExpression = (field: TlField, value: string): string => {
  const scalar = WRITE_SCALAR[field.type];
  if (field.isVector && !scalar) return `w.objects(${value});`;
  if (field.isVector) return `w.vector(${value},(v)=>${(scalar ?? "").replaceAll("V", "v")});`;
  return `${(scalar ?? "w.object(V)").replaceAll("V", value)};`;
};

const defaultOf = (field: TlField): string | undefined => (field.isVector ? "[]" : DEFAULT_VALUE[field.type]);

const flagBits = (fields: readonly TlField[], word: string): string => {
  const lines = [`let ${word}=0;`];
  for (const field of fields) {
    if (field.flag?.word !== word) continue;
    const value = `o[${JSON.stringify(field.name)}]`;
    const test = field.type === "true" ? `${value}===true` : `${value}!==undefined&&${value}!==null`;
    lines.push(`if(${test})${word}|=${(1 << field.flag.bit) | 0};`);
  }
  return `${lines.join("")}w.uint(${word});`;
};

const writeField = (definition: TlDefinition, field: TlField): string => {
  if (field.type === "#") return flagBits(definition.fields, field.name);
  if (field.type === "true") return "";
  const value = `o[${JSON.stringify(field.name)}]`;
  const fallback = defaultOf(field);
  const missing = `throw new TypeError(${JSON.stringify(`${definition.name}.${field.name} is missing`)})`;
  const write = `if(${value}===undefined||${value}===null){${fallback === undefined ? missing : writeExpression(field, fallback)}}else{${writeExpression(field, value)}}`;
  return field.flag ? `if(${field.flag.word}&${(1 << field.flag.bit) | 0}){${write}}` : write;
};

/**
 * Compiles the writer of one definition. A missing scalar or vector is written as its zero: an older layer may require
 * what the newest has dropped.
 */
export const compileWriter = (definition: TlDefinition): ((writer: TlWriter, value: TlObject) => void) => {
  const body = definition.fields.map((field) => writeField(definition, field)).join("");
  // oxlint-disable-next-line typescript/no-implied-eval -- the source comes from the schemas in this package
  const make = new Function("EMPTY", `return (w,o)=>{w.uint(${definition.id});${body}}`) as (
    empty: Uint8Array,
  ) => (writer: TlWriter, value: TlObject) => void;
  return make(EMPTY);
};
