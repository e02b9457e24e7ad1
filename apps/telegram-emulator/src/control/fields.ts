import { ControlError } from "./http.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (body: unknown): Fields => {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new ControlError(400, "an object is expected");
  return body as Fields;
};

const wrong = (name: string, wanted: string): never => {
  throw new ControlError(400, `${name}: ${wanted} expected`);
};

export const optionalString = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : wrong(name, "a string");
};

export const requiredString = (fields: Fields, name: string): string =>
  optionalString(fields, name) ?? wrong(name, "a string");

export const optionalNumber = (fields: Fields, name: string): number | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : wrong(name, "a number");
};

export const optionalBoolean = (fields: Fields, name: string): boolean | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === "boolean" ? value : wrong(name, "true or false");
};

/** Ids may be numbers or decimal strings; phones and @usernames are strings. */
export const reference = (value: unknown, name: string): string | number =>
  typeof value === "string" || typeof value === "number" ? value : wrong(name, "an id, phone or @username");

export const references = (value: unknown, name: string): (string | number)[] =>
  Array.isArray(value) ? value.map((item) => reference(item, name)) : wrong(name, "a list");
