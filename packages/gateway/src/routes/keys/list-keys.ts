import { OPERATIONS } from "@telewire/contracts";
import { filterOfKey } from "../../auth/key-filters.ts";
import { route } from "../../http/route.ts";

export const listKeys = route(OPERATIONS.listKeys, async (_request, { archive }) => {
  const rows = await archive.apiKeys.list();
  const keys = await Promise.all(
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
  return { data: { keys }, count: keys.length };
});

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
