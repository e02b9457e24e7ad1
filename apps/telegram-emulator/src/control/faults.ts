import type { EmulatorCore } from "../core.ts";
import { FAULT_KINDS, type FaultKind, type FaultSpec } from "../faults/fault.ts";
import { fieldsOf, optionalNumber, optionalString, reference } from "./fields.ts";
import { ControlError, type Route } from "./http.ts";
import { peerOf } from "./resolve.ts";

const kindOf = (value: string | undefined): FaultKind | undefined => {
  if (value === undefined) return undefined;
  if (!(FAULT_KINDS as readonly string[]).includes(value))
    throw new ControlError(400, `kind: one of ${FAULT_KINDS.join(", ")} expected`);
  return value as FaultKind;
};

const errorOf = (value: unknown): { code: number; message: string } | undefined => {
  if (value === undefined || value === null) return undefined;
  const fields = fieldsOf(value);
  const code = optionalNumber(fields, "code");
  const message = optionalString(fields, "message");
  if (code === undefined || message === undefined) throw new ControlError(400, "error: {code, message} expected");
  return { code, message };
};

const specOf = (core: EmulatorCore, body: unknown): FaultSpec => {
  const fields = fieldsOf(body);
  const kind = kindOf(optionalString(fields, "kind"));
  const error = errorOf(fields["error"]);
  if (kind === undefined && error === undefined) throw new ControlError(400, "a fault needs a kind or an error");
  const numbers = ["dc", "count", "probability", "ttlMs", "delayMs", "seconds", "code"] as const;
  const method = optionalString(fields, "method");
  return {
    ...Object.fromEntries(
      numbers.flatMap((name) => {
        const value = optionalNumber(fields, name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    ...(kind && { kind }),
    ...(error && { error }),
    ...(method !== undefined && { method }),
    ...(fields["account"] !== undefined && { account: reference(fields["account"], "account") }),
    ...(fields["chatId"] !== undefined && { chatId: peerOf(core, reference(fields["chatId"], "chatId")) }),
  };
};

export const faultRoutes = (core: EmulatorCore): Route[] => [
  { method: "POST", path: "/faults", run: ({ body }) => ({ id: core.faults.add(specOf(core, body)) }) },
  { method: "GET", path: "/faults", run: () => core.faults.list() },
  {
    method: "DELETE",
    path: "/faults",
    run: () => {
      core.faults.clear();
      return { ok: true };
    },
  },
  {
    method: "DELETE",
    path: "/faults/:id",
    run: ({ params }) => ({ id: params[0], removed: core.faults.remove(params[0] ?? "") }),
  },
];
