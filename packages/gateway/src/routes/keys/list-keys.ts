import { OPERATIONS } from "@telewire/contracts";
import { filterOfKey } from "../../auth/key-filters.ts";
import { isWithin } from "../../auth/key-rights.ts";
import { callerOf, route } from "../../http/route.ts";

export const listKeys = route(OPERATIONS.listKeys, async (request, { archive }) => {
  const caller = callerOf(request);
  const rows = await archive.apiKeys.list();
  const views = await Promise.all(
    rows.map(
      async ({
        keyId,
        name,
        role,
        scopes,
        sessionIds,
        requireSignature,
        createdAt,
        expiresAt,
        revokedAt,
        lastUsedAt,
      }) => ({
        keyId,
        name,
        role,
        requireSignature,
        scopes: [...scopes],
        sessionIds: sessionIds === null ? null : [...sessionIds],
        filter: await filterOfKey(archive.records, keyId),
        createdAt: new Date(createdAt).toISOString(),
        expiresAt: isoOrNull(expiresAt),
        revokedAt: isoOrNull(revokedAt),
        lastUsedAt: isoOrNull(lastUsedAt),
      }),
    ),
  );
  const keys = views.filter((view) => view.keyId === caller.principal.keyId || isWithin(view, caller));
  return { data: { keys }, count: keys.length };
});

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
