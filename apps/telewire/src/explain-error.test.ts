import { TelewireError } from "@telewire/contracts";
import { expect, it } from "vitest";
import { explainError } from "./explain-error.ts";

it("names a setting as it stands in the file and in the environment", () => {
  const problems = [
    { name: "tlsKeyFile", problem: "is needed with tlsCertFile" },
    { name: "roles.0", problem: "is none" },
    { name: "REDIS_URL", problem: "is needed" },
  ];
  expect(
    explainError(new TelewireError("CONFIG_INVALID", { details: { problems } }))
      .split("\n")
      .slice(1, 4),
  ).toEqual([
    "  tlsKeyFile (TELEWIRE_TLS_KEY_FILE) is needed with tlsCertFile",
    "  roles.0 (TELEWIRE_ROLES) is none",
    "  REDIS_URL is needed",
  ]);
});
