import { performance } from "node:perf_hooks";

import type { EmulatorCore } from "../core.ts";
import { isChannelPeer, type PeerId } from "../world/types.ts";
import { fieldsOf, optionalNumber, optionalString, reference, references } from "./fields.ts";
import { ControlError, type Route } from "./http.ts";
import { authorFor, postDraft } from "./messages.ts";
import { peerOf, userOf } from "./resolve.ts";

interface LoadSpec {
  readonly peers: readonly PeerId[];
  readonly authors: readonly number[];
  /** Messages a second over all chats; 0: as fast as the clients take them. */
  readonly rate: number;
  readonly count: number;
  readonly textTemplate: string;
  /** Messages in one container; 0 or 1: each by itself. */
  readonly container: number;
}

const PLACEHOLDER = /\{(n|i|count|chat|time)\}/g;
const DEFAULT_TEMPLATE = "message {n} of {count} in {chat}";
/** How long one turn of the loop may take before sockets and timers get theirs. */
const SLICE_MS = 4;
const BATCH = 32;
const TICK_MS = 2;
/** Flat out, the loop waits for clients that are this far behind. */
const MAX_BACKLOG_BYTES = 2 * 1024 * 1024;

/** Sends messages at a paced rate or flat out, and remembers exactly which. */
class Load {
  readonly id: string;
  readonly #core: EmulatorCore;
  readonly #spec: LoadSpec;
  readonly #sent = new Map<PeerId, number[]>();
  readonly #startedAt = performance.now();
  readonly #abort = new AbortController();
  #count = 0;
  #finishedAt: number | undefined;
  #state: "running" | "done" | "stopped" | "failed" = "running";
  #error: string | undefined;

  constructor(core: EmulatorCore, id: string, spec: LoadSpec) {
    this.#core = core;
    this.id = id;
    this.#spec = spec;
    for (const peer of spec.peers) this.#sent.set(peer, []);
  }

  async run(): Promise<void> {
    try {
      while (this.#count < this.#spec.count && !this.#abort.signal.aborted) {
        this.#sendDue();
        await (this.#spec.rate > 0 ? this.#pause() : this.#yieldToClients());
      }
      this.#state = this.#abort.signal.aborted ? "stopped" : "done";
    } catch (error) {
      this.#state = "failed";
      this.#error = (error as Error).message;
      this.#core.log("error", "load failed", error);
    }
    this.#finishedAt = performance.now();
  }

  stop(): void {
    this.#abort.abort();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, TICK_MS);
    });
  }

  async #yieldToClients(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    for (const connection of this.#core.connections) {
      if (!connection.isMute && connection.unsentBytes > MAX_BACKLOG_BYTES) await connection.drained();
    }
  }

  #sendDue(): void {
    const { rate, count, container } = this.#spec;
    const elapsed = performance.now() - this.#startedAt;
    const due = rate > 0 ? Math.min(count, Math.floor((elapsed * rate) / 1000) + 1) : count;
    const end = performance.now() + SLICE_MS;
    const batch = container > 1 ? Math.ceil(BATCH / container) * container : BATCH;
    while (this.#count < due && performance.now() < end) {
      const until = Math.min(due, this.#count + batch);
      const work = (): void => {
        while (this.#count < until) this.#sendOne();
      };
      if (container > 1) this.#core.pusher.gather(container, work);
      else work();
    }
  }

  #sendOne(): void {
    const { peers, authors, textTemplate, count } = this.#spec;
    const index = this.#count++;
    const peer = peers[index % peers.length] ?? 0;
    const ids = this.#sent.get(peer);
    const values = { n: index, i: ids?.length ?? 0, count, chat: peer, time: this.#core.clock.now() };
    const text = textTemplate.replace(PLACEHOLDER, (_, name: keyof typeof values) => String(values[name]));
    const author = authors.length > 0 ? authors[index % authors.length] : authorFor(this.#core, peer);
    const isPost = isChannelPeer(peer) && this.#core.world.chats.get(peer)?.data.kind === "channel";
    const sent = postDraft(this.#core, { peer, text, ...(author !== undefined && !isPost && { from: author }) });
    ids?.push(sent.id);
  }

  report(withIds: boolean): Record<string, unknown> {
    const elapsedMs = (this.#finishedAt ?? performance.now()) - this.#startedAt;
    return {
      id: this.id,
      state: this.#state,
      count: this.#spec.count,
      sent: this.#count,
      elapsedMs: Math.round(elapsedMs),
      rate: Math.round((this.#count * 1000) / Math.max(1, elapsedMs)),
      ...(this.#error !== undefined && { error: this.#error }),
      chats: [...this.#sent].map(([chatId, ids]) => ({
        chatId,
        sent: ids.length,
        first: ids[0] ?? null,
        last: ids.at(-1) ?? null,
        ...(withIds && { ids }),
      })),
    };
  }
}

export const loadRoutes = (core: EmulatorCore): Route[] => {
  const loads = new Map<string, Load>();
  const find = (id: string | undefined): Load => {
    const load = loads.get(id ?? "");
    if (!load) throw new ControlError(404, `no load ${id}`);
    return load;
  };
  return [
    {
      method: "POST",
      path: "/load",
      run: ({ body }) => {
        const fields = fieldsOf(body);
        const peers = references(fields["chatIds"], "chatIds").map((item) => peerOf(core, item));
        if (peers.length === 0) throw new ControlError(400, "chatIds: at least one chat expected");
        const from = fields["from"];
        const authors = Array.isArray(from)
          ? references(from, "from")
          : from === undefined
            ? []
            : [reference(from, "from")];
        const load = new Load(core, `load-${loads.size + 1}`, {
          peers,
          authors: authors.map((item) => userOf(core, item).id),
          rate: optionalNumber(fields, "rate") ?? 0,
          count: optionalNumber(fields, "count") ?? 1000,
          textTemplate: optionalString(fields, "textTemplate") ?? DEFAULT_TEMPLATE,
          container: optionalNumber(fields, "container") ?? 0,
        });
        loads.set(load.id, load);
        void load.run();
        return load.report(false);
      },
    },
    { method: "GET", path: "/load", run: () => [...loads.values()].map((load) => load.report(false)) },
    {
      method: "GET",
      path: "/load/:id",
      run: ({ params, query }) => find(params[0]).report(query.get("ids") !== "false"),
    },
    {
      method: "DELETE",
      path: "/load/:id",
      run: ({ params }) => {
        const load = find(params[0]);
        load.stop();
        return load.report(false);
      },
    },
  ];
};
