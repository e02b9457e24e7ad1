import { ACCESS_ROLES } from "@telewire/contracts";
import type { AccessRole } from "@telewire/contracts";
import type { ApiKeyRow } from "@telewire/archive";
import { createLogger } from "@telewire/kit";
import { CONFIG_OPTION, configOf, parseArguments, UsageError } from "../command.ts";
import type { Command, ParsedArguments, Terminal } from "../command.ts";

export const keysCommand: Command = {
  name: "keys",
  summary: "Creates, lists and revokes API keys.",
  usage: `Usage: telewire keys create --name NAME --role ROLE [--session ID]... [--require-signature] [--config FILE] [--json]
       telewire keys list [--config FILE] [--json]
       telewire keys revoke KEY_ID [--config FILE] [--json]

  --role               ${ACCESS_ROLES.join(", ")}
  --session            A session that the key may touch, repeated for several; default: all.
  --require-signature  Requests with this key must be signed.

The key and its signing secret are shown once. A running server on the same storage takes the key at once.
`,
  async run(args, terminal) {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const parsed = parseArguments(
      args,
      {
        ...CONFIG_OPTION,
        name: text,
        role: text,
        session: { type: "string", multiple: true },
        "require-signature": flag,
        json: flag,
      },
      2,
    );
    const [action, keyId] = parsed.positionals;
    switch (action) {
      case "create":
        return create(parsed, terminal);
      case "list":
        return list(parsed, terminal);
      case "revoke":
        if (keyId === undefined) throw new UsageError("which key? `telewire keys list` shows them");
        return revoke(parsed, terminal, keyId);
      default:
        throw new UsageError(action === undefined ? "create, list or revoke?" : `there is no 'keys ${action}'`);
    }
  },
};

async function create(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const name = parsed.text("name");
  const role = ACCESS_ROLES.find((known) => known === parsed.text("role"));
  if (name === undefined) throw new UsageError("--name is missing");
  if (role === undefined) throw new UsageError(`--role must be one of ${ACCESS_ROLES.join(", ")}`);
  const config = configOf(parsed, terminal, { purpose: "storage" });
  const { openSecrets } = await import("../server/secrets.ts");
  const { createApiKey } = await import("@telewire/gateway");
  await using archive = await openArchiveOf(parsed, terminal);
  const secrets = (await openSecrets(config, archive, createLogger({ name: "telewire", level: "warn" }))).box;
  const sessionIds = parsed.list("session");
  const created = await createApiKey(
    { archive, secrets },
    {
      name,
      role: role satisfies AccessRole,
      sessionIds: sessionIds.length === 0 ? null : sessionIds,
      requireSignature: parsed.flag("require-signature"),
    },
  );
  terminal.out(
    parsed.flag("json")
      ? `${JSON.stringify(created)}\n`
      : `API key (shown once): ${created.apiKey}\nSigning secret:       ${created.secret}\nKey id:               ${created.keyId}\n`,
  );
  return 0;
}

async function list(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  await using archive = await openArchiveOf(parsed, terminal);
  const keys = (await archive.apiKeys.list()).map(describe);
  if (parsed.flag("json")) terminal.out(`${JSON.stringify(keys)}\n`);
  else if (keys.length === 0) terminal.out("There are no keys.\n");
  else
    for (const { keyId, name, role, state, lastUsedAt } of keys)
      terminal.out(
        `${keyId}  ${role.padEnd(8)}  ${state.padEnd(7)}  ${lastUsedAt ?? "never used".padEnd(24)}  ${name}\n`,
      );
  return 0;
}

async function revoke(parsed: ParsedArguments, terminal: Terminal, keyId: string): Promise<number> {
  await using archive = await openArchiveOf(parsed, terminal);
  const isRevoked = await archive.apiKeys.revoke(keyId, Date.now());
  if (parsed.flag("json")) terminal.out(`${JSON.stringify({ keyId, revoked: isRevoked })}\n`);
  else if (isRevoked) terminal.out(`The key ${keyId} is revoked.\n`);
  else terminal.err(`telewire keys: there is no key ${keyId} that could be revoked\n`);
  return isRevoked ? 0 : 1;
}

async function openArchiveOf(parsed: ParsedArguments, terminal: Terminal) {
  return (await import("../server/storage.ts")).openArchive(configOf(parsed, terminal, { purpose: "storage" }));
}

function describe({
  keyId,
  name,
  role,
  sessionIds,
  requireSignature,
  createdAt,
  expiresAt,
  revokedAt,
  lastUsedAt,
}: ApiKeyRow) {
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const state = revokedAt !== null ? "revoked" : expiresAt !== null && expiresAt <= Date.now() ? "expired" : "active";
  return {
    keyId,
    name,
    role,
    state,
    sessionIds,
    requireSignature,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    revokedAt: iso(revokedAt),
    lastUsedAt: iso(lastUsedAt),
  };
}
