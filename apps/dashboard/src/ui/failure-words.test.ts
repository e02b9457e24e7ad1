import { TelewireError } from "@telewire/client";
import { expect, it } from "vitest";
import { failureWords } from "./failure-words.ts";

it("speaks of the page, not of the API's answer", () => {
  expect(failureWords(new TelewireError("UNAUTHENTICATED"))).toBe("Your sign-in has ended.");
  const problems = [{ field: "phone", problem: "Invalid string: must match pattern /^\\+?\\d{5,15}$/" }];
  expect(failureWords(new TelewireError("VALIDATION_FAILED", { details: { problems } }))).toBe("Not valid: the phone.");
  expect(failureWords(new TelewireError("PASSWORD_REQUIRED", { details: { hint: null } }))).toBe(
    "This account has a two-step verification password.",
  );
  expect(failureWords(new TelewireError("CODE_INVALID", { details: {} }))).toBe("The login code is wrong.");
});

it("says how long to wait", () => {
  const wait = (retryAfter: number): string =>
    failureWords(new TelewireError("FLOOD_WAIT", { details: { retryAfter } }));
  expect(wait(600)).toMatch(/ Try again in 10 minutes\.$/);
  expect(wait(17)).toMatch(/ Try again in 17 seconds\.$/);
});
