import type { Archive, ContentPolicy } from "../archive.ts";

/** A database that outlives the archives opened over it. */
export interface ArchiveStore extends AsyncDisposable {
  /** For another process, as `endless-writer.ts` takes it: driver, file or URL. */
  readonly place: readonly ["sqlite" | "postgres", string];
  open(contentPolicy?: ContentPolicy): Promise<Archive>;
}
