import { RuleRecords } from "@telewire/archive";
import type { Archive, RuleRow } from "@telewire/archive";
import { TelewireError } from "@telewire/contracts";
import type { Principal, RuleView } from "@telewire/contracts";
import { RuleSet } from "@telewire/detect";
import { seesEverything } from "../auth/caller.ts";

/** Each message is held against all rules: bounds what that costs. */
const MAX_RULES_A_KEY = 200;
const MAX_REGEXES = 500;

/** Patterns and chats of others' rules are for who may see everything. */
export function mayTouch(principal: Principal, { ownerId }: RuleRow): boolean {
  return ownerId === principal.keyId || (principal.role === "admin" && seesEverything(principal));
}

/** @throws TelewireError NOT_FOUND: the same for a rule of another key and one that does not exist */
export async function ruleOf(archive: Archive, principal: Principal, ruleId: string): Promise<RuleRow> {
  const row = await new RuleRecords(archive.records).get(ruleId);
  if (row === null || !mayTouch(principal, row)) throw new TelewireError("NOT_FOUND");
  return row;
}

/** @throws TelewireError VALIDATION_FAILED for a pattern that cannot be run, CONFLICT when there are too many rules */
export async function storeRule(archive: Archive, row: RuleRow): Promise<void> {
  const [problem] = RuleSet.compile([{ ...row, id: row.ruleId, isEnabled: true }]).problems;
  if (problem !== undefined)
    throw new TelewireError("VALIDATION_FAILED", {
      details: { problems: [{ field: "pattern", problem: problem.message, code: problem.code }] },
    });
  const records = new RuleRecords(archive.records);
  const others = (await records.list()).filter(({ ruleId }) => ruleId !== row.ruleId);
  if (others.filter(({ ownerId }) => ownerId === row.ownerId).length >= MAX_RULES_A_KEY)
    throw new TelewireError("CONFLICT", { details: { limit: MAX_RULES_A_KEY, of: "rules of a key" } });
  if (row.kind === "regex" && others.filter(({ kind }) => kind === "regex").length >= MAX_REGEXES)
    throw new TelewireError("CONFLICT", { details: { limit: MAX_REGEXES, of: "regular expressions" } });
  await records.put(row);
}

export function ruleViewOf({ createdAt, updatedAt, chats, ...row }: RuleRow): RuleView {
  return {
    ...row,
    chats: [...chats],
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
