import type { EmulatorCore } from "../core.ts";
import { DEFAULT_LIMITS, type LimitRule } from "../faults/limits.ts";
import { fieldsOf, optionalBoolean, optionalNumber, requiredString } from "./fields.ts";
import { ControlError, type Route } from "./http.ts";

const SCOPES = ["account", "chat", "phone", "server"] as const;

const ruleOf = (value: unknown): LimitRule => {
  const fields = fieldsOf(value);
  const per = SCOPES.find((scope) => scope === requiredString(fields, "per"));
  const [count, seconds, waitSeconds] = [
    optionalNumber(fields, "count"),
    optionalNumber(fields, "seconds"),
    optionalNumber(fields, "waitSeconds"),
  ];
  if (!per || count === undefined || seconds === undefined)
    throw new ControlError(400, `a rule is {method, per: ${SCOPES.join("|")}, count, seconds, waitSeconds?}`);
  return {
    method: requiredString(fields, "method"),
    per,
    count,
    seconds,
    ...(waitSeconds !== undefined && { waitSeconds }),
  };
};

export const limitRoutes = (core: EmulatorCore): Route[] => [
  { method: "GET", path: "/limits", run: () => ({ rules: core.limits.rules }) },
  {
    method: "POST",
    path: "/limits",
    run: ({ body }) => {
      const fields = fieldsOf(body);
      const given = fields["rules"];
      if (given !== undefined && !Array.isArray(given)) throw new ControlError(400, "rules: a list expected");
      const isEnabled = optionalBoolean(fields, "enabled") ?? true;
      core.limits.rules = isEnabled ? (given?.map(ruleOf) ?? DEFAULT_LIMITS) : [];
      return { rules: core.limits.rules };
    },
  },
];
