import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TelewireError } from "@telewire/contracts";

/** Holds the data folder for one server process: the kernel gives it back when the process dies, however it dies. */
export class DataDirectory implements Disposable {
  readonly path: string;
  readonly #lock: DatabaseSync;

  private constructor(path: string, lock: DatabaseSync) {
    this.path = path;
    this.#lock = lock;
  }

  /** @throws TelewireError CONFIG_INVALID when another process holds it. */
  static hold(path: string): DataDirectory {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const lock = new DatabaseSync(join(path, "lock"));
    try {
      lock.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    } catch (cause) {
      lock.close();
      const problem = `(${path}) is in use by another telewire process`;
      throw new TelewireError("CONFIG_INVALID", {
        details: { problems: [{ name: "TELEWIRE_DATA_DIR", problem }] },
        cause,
      });
    }
    return new DataDirectory(path, lock);
  }

  /**
   * The same at every start, so that a restarted process takes its leases back at once: safe because only one process
   * holds the folder.
   */
  nodeId(): string {
    const file = join(this.path, "node-id");
    try {
      writeFileSync(file, `node-${randomBytes(6).toString("hex")}`, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    return readFileSync(file, "utf8").trim();
  }

  [Symbol.dispose](): void {
    this.#lock.close();
  }
}
