import { createClient, TelewireError } from "@telewire/client";
import type { TelewireClient } from "@telewire/client";
import type { Env } from "./env.ts";
import { Store } from "./store.ts";
import type { DurableObjectState } from "./workers-runtime.ts";

const POLL_WAIT_SECONDS = 20;
const PAUSE_AFTER_FAILURE_MS = 5000;
const PAGE = 500;

/**
 * Reads the chats by long polls and the detections by WebSocket, for ever. Its alarm runs one poll and sets the next, so
 * that it outlives eviction and deployments; both go on from where the store ends.
 */
export class Feed {
  readonly #state: DurableObjectState;
  readonly #env: Env;
  readonly #client: TelewireClient;
  readonly #store: Store;
  #isStreaming = false;
  #problem: string | null = null;

  constructor(state: DurableObjectState, env: Env) {
    this.#state = state;
    this.#env = env;
    this.#store = new Store(state);
    this.#client = createClient({
      baseUrl: env.TELEWIRE_URL,
      apiKey: env.TELEWIRE_API_KEY,
      signingSecret: env.TELEWIRE_SIGNING_SECRET,
    });
  }

  async fetch(request: Request): Promise<Response> {
    if ((await this.#state.storage.getAlarm()) === null) await this.#state.storage.setAlarm(Date.now());
    switch (new URL(request.url).pathname) {
      case "/messages":
        return Response.json(this.#store.newest("messages", PAGE));
      case "/detections":
        return Response.json(this.#store.newest("detections", PAGE));
      case "/status":
        return Response.json({
          cursor: this.#store.place("cursor") ?? null,
          position: this.#store.place("position") ?? null,
          isStreaming: this.#isStreaming,
          problem: this.#problem,
        });
      default:
        return new Response("try /messages, /detections or /status\n", { status: 404 });
    }
  }

  async alarm(): Promise<void> {
    if (!this.#isStreaming) void this.#stream();
    await this.#state.storage.setAlarm(Date.now() + (await this.#poll()));
  }

  /** One long poll; returns how long to pause before the next. */
  async #poll(): Promise<number> {
    try {
      const { data } = await this.#client.call("pollChats", {
        sessionId: this.#env.TELEWIRE_SESSION,
        chats: this.#env.TELEWIRE_CHATS,
        cursor: this.#store.place("cursor"),
        limit: 100,
        wait: POLL_WAIT_SECONDS,
      });
      this.#store.addMessages(data.messages, data.nextCursor);
      this.#problem = null;
      return 0;
    } catch (error) {
      return this.#note(error);
    }
  }

  async #stream(): Promise<void> {
    this.#isStreaming = true;
    try {
      const since = this.#store.place("position");
      const stream = this.#client.stream("detections", since === undefined ? {} : { since });
      for await (const frame of stream.frames()) {
        if (frame.type === "DETECTION" || frame.type === "DETECTION_UPDATED" || frame.type === "DETECTION_RETRACTED") {
          this.#store.addDetection(frame.data, stream.position);
        } else if (stream.position !== "") this.#store.setPosition(stream.position);
        if (frame.type === "GAP") this.#problem = `detections were missed: ${frame.data.reason}`;
      }
    } catch (error) {
      this.#note(error);
    } finally {
      this.#isStreaming = false;
    }
  }

  #note(error: unknown): number {
    const failure = TelewireError.from(error);
    this.#problem = failure.code;
    return failure.retryAfterMs ?? PAUSE_AFTER_FAILURE_MS;
  }
}
