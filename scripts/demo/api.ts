/** The calls that the demo makes, as any program would: plain HTTP and a WebSocket. */
export class Api {
  readonly #base: string;
  #token = "";

  constructor(base: string) {
    this.#base = base;
  }

  async authenticate(apiKey: string): Promise<void> {
    const { accessToken } = await this.post<{ accessToken: string }>("/api/v1/auth/token", { apiKey });
    this.#token = accessToken;
  }

  get<Data>(path: string): Promise<Data> {
    return this.#call(path, {});
  }

  post<Data>(path: string, body: unknown): Promise<Data> {
    return this.#call(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  }

  /** Calls `onFrame` for each frame; resolves when the server has said HELLO, rejects when it refuses. */
  async stream(topic: string, onFrame: (frame: Frame) => void): Promise<void> {
    const socket = new WebSocket(`${this.#base.replace("http", "ws")}/api/v1/realtime/${topic}`, [
      `bearer.${this.#token}`,
    ]);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(String(data)) as Frame;
        if (frame.type === "HELLO") resolve();
        onFrame(frame);
      });
      socket.addEventListener("close", ({ code, reason }) => reject(new Error(`${topic} closed: ${code} ${reason}`)));
      socket.addEventListener("error", () => reject(new Error(`${topic} failed`)));
    });
  }

  async #call<Data>(path: string, init: RequestInit): Promise<Data> {
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(this.#token === "" ? {} : { authorization: `Bearer ${this.#token}` }),
    };
    const response = await fetch(this.#base + path, { ...init, headers });
    const answer = (await response.json()) as { data: Data; error?: { code: string; message: string } };
    if (!response.ok)
      throw new Error(`${path}: ${answer.error?.code ?? response.status} ${answer.error?.message ?? ""}`);
    return answer.data;
  }
}

export interface Frame {
  readonly type: string;
  readonly id: string | null;
  readonly timestamp: number;
  readonly data: {
    readonly sessionId?: string;
    readonly chatId?: string;
    readonly messageId?: string;
    readonly source?: { readonly sessionId: string; readonly chatId: string; readonly messageId: string };
    readonly display?: string;
    readonly trace?: { readonly receivedAt: number };
  };
}
