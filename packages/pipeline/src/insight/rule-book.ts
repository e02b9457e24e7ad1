import { RuleRecords } from "@telewire/archive";
import type { Archive, RuleRow } from "@telewire/archive";
import type { DetectInput, RuleHitView } from "@telewire/contracts";
import { RuleSet } from "@telewire/detect";
import type { Logger } from "@telewire/kit";

const WATCH_MS = 500;

/** The rules in force on this node; a change is seen within half a second. */
export class RuleBook {
  readonly #records: RuleRecords;
  readonly #logger: Logger;
  #rows: ReadonlyMap<string, RuleRow> = new Map();
  #set = RuleSet.compile([]);
  #version: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(archive: Archive, logger: Logger) {
    this.#records = new RuleRecords(archive.records);
    this.#logger = logger;
  }

  /** @throws TelewireError ARCHIVE_UNAVAILABLE */
  async start(): Promise<void> {
    await this.load();
    this.#watch();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Reads the rules anew when they changed. */
  async load(): Promise<void> {
    const version = await this.#records.version();
    if (version === this.#version) return;
    const rows = await this.#records.list();
    this.#set = RuleSet.compile(rows.map(({ ruleId, ...rule }) => ({ id: ruleId, ...rule })));
    this.#rows = new Map(rows.map((row) => [row.ruleId, row]));
    this.#version = version;
    for (const problem of this.#set.problems) this.#logger.warn({ problem }, "a rule is left out: it is not right");
    this.#logger.info({ rules: this.#set.size }, "the rules were read");
  }

  hits(input: DetectInput, chatId: string): RuleHitView[] {
    return this.#set.evaluate(input, chatId).flatMap(({ ruleId, surface, span, match }) => {
      const row = this.#rows.get(ruleId);
      if (row === undefined) return [];
      const { name, ownerId } = row;
      return [{ ruleId, name, ownerId, surface, ...(span === undefined ? {} : { span }), match }];
    });
  }

  #watch(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.load()
        .catch((error: unknown) => this.#logger.debug({ err: error }, "the rules cannot be read: those known stay"))
        .finally(() => this.#watch());
    }, WATCH_MS);
  }
}
