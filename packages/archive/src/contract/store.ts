import type { Archive, ContentPolicy } from "../archive.ts";

/** A database that outlives the archives opened over it. */
export interface ArchiveStore extends AsyncDisposable {
  open(contentPolicy?: ContentPolicy): Promise<Archive>;
}
