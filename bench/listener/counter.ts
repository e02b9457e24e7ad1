import { createInterface } from "node:readline";

export interface ReceiverArguments {
  readonly ready: {
    readonly dcs: readonly { readonly id: number; readonly host: string; readonly port: number }[];
    readonly publicKeyPem: string;
    /** Of the key: a signed 64-bit number as decimal. */
    readonly fingerprint: string;
    readonly control: string;
  };
  readonly phone: string;
  /** For the product: where its log is. */
  readonly redisUrl?: string;
}

export interface Stats {
  readonly count: number;
  /** User and system time of the process, µs. */
  readonly cpuUs: number;
  readonly rssBytes: number;
}

export const receiverArguments = JSON.parse(process.argv[2] ?? "{}") as ReceiverArguments;

/** Says that it receives, then answers each line on standard input with what it has counted. */
export function answer(count: () => number): void {
  console.log(JSON.stringify({ type: "ready" }));
  createInterface({ input: process.stdin }).on("line", () => {
    const { user, system } = process.cpuUsage();
    const stats: Stats = { count: count(), cpuUs: user + system, rssBytes: process.memoryUsage.rss() };
    console.log(JSON.stringify(stats));
  });
}

export async function loginCode(): Promise<string> {
  const response = await fetch(`${receiverArguments.ready.control}/codes/${receiverArguments.phone}`);
  return ((await response.json()) as { code: string }).code;
}
