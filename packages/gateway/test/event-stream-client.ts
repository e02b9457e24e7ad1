import { until } from "@telewire/testing";

export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: { readonly type: string; readonly data: { readonly text?: string } & Record<string, unknown> };
}

/** Reads an event stream as its specification says (HTML Living Standard, section 9.2.6), with any headers. */
export class EventStreamClient {
  readonly events: ServerSentEvent[] = [];
  readonly #abort = new AbortController();
  status = 0;
  /** The answer's body where it is no event stream. */
  body = "";
  isEnded = false;

  constructor(base: string, topic: string, headers: Readonly<Record<string, string>>) {
    void this.#read(`${base}/api/v1/realtime/${topic}`, headers).catch(() => (this.isEnded = true));
  }

  of(type: string): ServerSentEvent[] {
    return this.events.filter(({ event }) => event === type);
  }

  async texts(count: number): Promise<(string | undefined)[]> {
    await until(() => this.of("NEW_MESSAGE").length >= count, { what: `${count} messages` });
    return this.of("NEW_MESSAGE").map(({ data }) => data.data.text);
  }

  async ended(): Promise<void> {
    await until(() => this.isEnded, { what: "the end of the stream" });
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  async #read(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const response = await fetch(url, {
      headers: { accept: "text/event-stream", ...headers },
      signal: this.#abort.signal,
    });
    this.status = response.status;
    if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true)
      this.body = await response.text();
    else await this.#readEvents(response);
    this.isEnded = true;
  }

  async #readEvents({ body }: Response): Promise<void> {
    let rest = "";
    for await (const chunk of (body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) this.#take(block.split("\n"));
    }
  }

  #take(lines: readonly string[]): void {
    const field = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field("data");
    if (data === undefined) return;
    this.events.push({
      event: field("event") ?? "message",
      id: field("id") ?? null,
      data: JSON.parse(data) as ServerSentEvent["data"],
    });
  }
}
