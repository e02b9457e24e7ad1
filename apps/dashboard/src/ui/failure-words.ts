import type { TelewireError } from "@telewire/client";

/** What a failure says to somebody who sees a page, not the API. */
export function failureWords({ code, message, details }: Pick<TelewireError, "code" | "message" | "details">): string {
  if (code === "UNAUTHENTICATED") return "Your sign-in has ended.";
  if (code === "PASSWORD_REQUIRED") return "This account has a two-step verification password.";
  if (code === "VALIDATION_FAILED") return `Not valid: ${fieldsOf(details["problems"]).join(", ")}.`;
  const seconds = details["retryAfter"];
  return typeof seconds === "number" ? `${message} Try again in ${waitWords(seconds)}.` : message;
}

function fieldsOf(problems: unknown): readonly string[] {
  const fields = Array.isArray(problems) ? (problems as readonly { readonly field?: unknown }[]) : [];
  const names = fields.map(({ field }) => (field === "sessionId" ? "the name of the session" : `the ${String(field)}`));
  return names.length === 0 ? ["something in it"] : names;
}

function waitWords(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
