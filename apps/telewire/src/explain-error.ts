import type { TelewireError } from "@telewire/contracts";
import { CONFIG_FIELDS, textOf } from "./config/fields.ts";
import type { ConfigProblem } from "./config/load-config.ts";

/** An error as a person at a terminal should read it. */
export function explainError(error: TelewireError): string {
  const { code, message, details, cause } = error;
  if (code === "CONFIG_INVALID" && Array.isArray(details["problems"])) {
    const problems = details["problems"] as ConfigProblem[];
    return [
      "telewire: the configuration is not valid:",
      ...problems.map(({ name, problem }) => `  ${settingName(name)} ${problem}`),
      "",
    ].join("\n");
  }
  const notes = Object.entries(details).map(([name, value]) => `  ${name}: ${textOf(value)}`);
  const reason = causeOf(cause);
  return [`telewire: ${message} (${code})`, ...notes, ...(reason === undefined ? [] : [`  ${reason}`]), ""].join("\n");
}

/** A field of the file with the variable that sets it as well; a variable as it is. */
function settingName(name: string): string {
  const field = CONFIG_FIELDS.find((candidate) => candidate.name === name.split(".")[0]);
  return field === undefined ? name : `${name} (${field.env})`;
}

/** The innermost message; the stack as well where only it tells. */
function causeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return cause === undefined ? undefined : textOf(cause);
  if (cause instanceof AggregateError && cause.errors.length > 0) return causeOf(cause.errors[0]);
  if (cause.cause instanceof Error) return causeOf(cause.cause);
  const isExpected = "code" in cause && typeof cause.code === "string";
  return isExpected || cause.stack === undefined ? cause.message : cause.stack;
}
