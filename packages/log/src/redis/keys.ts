import type { StreamName } from "@telewire/contracts";

/** Names of the keys. Those of one partition carry its hash tag, so that they share a slot of a cluster. */
export class Keys {
  readonly #prefix: string;
  readonly #isTagged: boolean;

  constructor(prefix: string, isTagged: boolean) {
    this.#prefix = prefix;
    this.#isTagged = isTagged;
  }

  meta(): string {
    return `${this.#prefix}:meta`;
  }
  nodes(): string {
    return `${this.#prefix}:nodes`;
  }
  stream(stream: StreamName, partition: number): string {
    return this.#of(partition, stream);
  }
  /** Names one life of the partition. */
  epoch(partition: number): string {
    return this.#of(partition, "epoch");
  }
  /** Id of the last entry that was trimmed. */
  trimmed(stream: StreamName, partition: number): string {
    return this.#of(partition, `trimmed:${stream}`);
  }
  lease(sessionId: string, partition: number): string {
    return this.#of(partition, `lease:${sessionId}`);
  }
  lastBatch(sessionId: string, partition: number): string {
    return this.#of(partition, `batch:${sessionId}`);
  }
  state(sessionId: string, partition: number): string {
    return this.#of(partition, `state:${sessionId}`);
  }
  deadLetters(group: string, partition: number): string {
    return this.#of(partition, `dead-letters:${group}`);
  }

  #of(partition: number, name: string): string {
    return this.#isTagged ? `${this.#prefix}:${name}:{${partition}}` : `${this.#prefix}:${name}`;
  }
}
