import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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

  /** @throws TelewireError CONFIG_INVALID when it cannot be written, or another process holds it. */
  static hold(path: string): DataDirectory {
    prepareDataDirectory(path);
    const lock = new DatabaseSync(join(path, "lock"));
    try {
      lock.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    } catch (cause) {
      lock.close();
      throw invalid(path, "is in use by another telewire process", cause);
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

/**
 * Makes the folder, for its owner alone: messages are stored in it.
 * @throws TelewireError CONFIG_INVALID when nothing can be written there.
 */
export function prepareDataDirectory(path: string): void {
  if (existsSync(path) && !statSync(path).isDirectory()) throw invalid(path, "is a file, not a folder");
  try {
    makeFolder(resolve(path));
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw invalid(path, `cannot be written: ${(cause as Error).message}`, cause);
  }
}

/** One by one: Node's `recursive` never ends where nothing can be made and nothing is forbidden, as under /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function invalid(path: string, problem: string, cause?: unknown): TelewireError {
  const problems = [{ name: "TELEWIRE_DATA_DIR", problem: `(${path}) ${problem}` }];
  return new TelewireError("CONFIG_INVALID", { details: { problems }, cause });
}
