import { createClient } from "@telewire/client";
import { ERRORS } from "@telewire/contracts";
import type { ErrorCode, ServerFrame } from "@telewire/contracts";
import { until } from "@telewire/testing";

/** What a reader saw, in its order: chat -> message ids; and what it should never see. */
export class Seen {
  readonly byChat = new Map<string, string[]>();
  readonly trouble: string[] = [];
  count = 0;
  connections = 0;

  take(frame: ServerFrame): void {
    if (frame.type === "NEW_MESSAGE") {
      const { chatId, messageId } = frame.data;
      const ids = this.byChat.get(chatId) ?? [];
      this.byChat.set(chatId, ids);
      ids.push(messageId);
      this.count++;
    } else if (frame.type === "HELLO") {
      this.connections++;
      if (!frame.data.recovered) this.trouble.push(`HELLO without recovery: ${frame.data.position}`);
    } else if (
      frame.type !== "HEARTBEAT" &&
      (frame.type !== "ERROR" || ERRORS[frame.data.code as ErrorCode].retry !== "after")
    )
      this.trouble.push(JSON.stringify(frame));
  }
}

export interface Reader extends AsyncDisposable {
  readonly seen: Seen;
}

/** The published client, which reconnects and resumes by itself. */
export async function readWithClient(baseUrl: string, apiKey: string, sessionId: string): Promise<Reader> {
  const seen = new Seen();
  const stop = new AbortController();
  const stream = createClient({ baseUrl, apiKey }).stream(`messages/${sessionId}`, { signal: stop.signal });
  const reading = (async () => {
    for await (const frame of stream.frames()) seen.take(frame);
  })().catch((error: unknown) => seen.trouble.push(`the stream failed: ${String(error)}`));
  await until(() => seen.connections > 0, { what: "HELLO of the client's stream" });
  return {
    seen,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await reading;
    },
  };
}

/** A bare WebSocket that knows nothing but its last position: what the server repeats is seen. */
export async function readBare(baseUrl: string, token: string, sessionId: string): Promise<Reader> {
  const seen = new Seen();
  let position = "";
  let isStopped = false;
  let socket: WebSocket | undefined;
  const connectOnce = (): Promise<void> =>
    new Promise((resolve) => {
      const since = position === "" ? "" : `?since=${encodeURIComponent(position)}`;
      const current = new WebSocket(`${baseUrl.replace("http", "ws")}/api/v1/realtime/messages/${sessionId}${since}`, [
        `bearer.${token}`,
      ]);
      socket = current;
      current.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(String(data)) as ServerFrame;
        seen.take(frame);
        if (frame.type === "HELLO") position ||= frame.data.position;
        else if (frame.id !== null) position = frame.id;
      });
      current.addEventListener("close", () => resolve());
      current.addEventListener("error", () => resolve());
    });
  const reading = (async () => {
    while (!isStopped) {
      await until(async () => isStopped || (await fetch(`${baseUrl}/readyz`)).ok, {
        timeoutMs: 120_000,
        intervalMs: 50,
        what: "a server that is ready",
      });
      await connectOnce();
    }
  })();
  await until(() => seen.connections > 0, { what: "HELLO of the bare WebSocket" });
  return {
    seen,
    [Symbol.asyncDispose]: async () => {
      isStopped = true;
      socket?.close();
      await reading;
    },
  };
}
