import type { DetectionEntry, MessageEntry } from "@telewire/contracts";
import type { DurableObjectState } from "./workers-runtime.ts";

type Place = "cursor" | "position";

/** What was read and how far, in the Durable Object's SQLite: entries and their place are written together or not at all. */
export class Store {
  readonly #storage: DurableObjectState["storage"];

  constructor({ storage }: DurableObjectState) {
    this.#storage = storage;
    storage.sql.exec("CREATE TABLE IF NOT EXISTS places (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
    storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS messages (number INTEGER PRIMARY KEY, kind TEXT, chat_id TEXT, message_id TEXT, text TEXT)",
    );
    storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS detections (number INTEGER PRIMARY KEY, kind TEXT, chain TEXT, address TEXT, chat_id TEXT)",
    );
  }

  place(name: Place): string | undefined {
    const [row] = this.#storage.sql.exec("SELECT value FROM places WHERE name = ?", name).toArray();
    return row === undefined ? undefined : String(row["value"]);
  }

  addMessages(messages: readonly MessageEntry[], cursor: string): void {
    this.#storage.transactionSync(() => {
      for (const { kind, chatId, messageId, text } of messages) {
        this.#storage.sql.exec(
          "INSERT INTO messages (kind, chat_id, message_id, text) VALUES (?, ?, ?, ?)",
          kind,
          chatId,
          messageId,
          text,
        );
      }
      this.#setPlace("cursor", cursor);
    });
  }

  addDetection({ kind, chain, family, address, source }: DetectionEntry, position: string): void {
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        "INSERT INTO detections (kind, chain, address, chat_id) VALUES (?, ?, ?, ?)",
        kind,
        chain ?? family,
        address,
        source.chatId,
      );
      this.#setPlace("position", position);
    });
  }

  setPosition(position: string): void {
    this.#setPlace("position", position);
  }

  /** The newest rows, newest first. */
  newest(table: "messages" | "detections", limit: number): Record<string, string | number | null>[] {
    return this.#storage.sql.exec(`SELECT * FROM ${table} ORDER BY number DESC LIMIT ?`, limit).toArray();
  }

  #setPlace(name: Place, value: string): void {
    this.#storage.sql.exec(
      "INSERT INTO places (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      name,
      value,
    );
  }
}
