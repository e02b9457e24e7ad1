/** The partition of a session: FNV-1a over its id, so that every node agrees. */
export function partitionOf(sessionId: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < sessionId.length; index++)
    hash = Math.imul(hash ^ sessionId.charCodeAt(index), 0x01000193) >>> 0;
  return hash % partitions;
}
