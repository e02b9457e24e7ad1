import type { StreamName } from "@telewire/contracts";
import type { AppendBatch, EventLog, LogRecord, NewRecord } from "../event-log.ts";

/** One store that outlives the logs opened over it. */
export interface LogStore extends AsyncDisposable {
  open(): Promise<EventLog>;
}

export function message(text: string, stream: StreamName = "messages"): NewRecord {
  const kind = stream === "messages" ? "message" : stream === "detections" ? "detection" : "status";
  return {
    stream,
    kind,
    chatId: "-100",
    json: JSON.stringify({ schemaVersion: "1.0.0", kind, sessionId: "s", chatId: "-100", text }),
  };
}

export function batch(
  sessionId: string,
  number: number,
  texts: readonly string[],
  extra: Partial<AppendBatch> = {},
): AppendBatch {
  return { sessionId, fence: null, batch: number, records: texts.map((text) => message(text)), ...extra };
}

export function textOf({ json }: { readonly json: string }): string {
  return (JSON.parse(json) as { text: string }).text;
}

export async function take(tail: AsyncIterable<readonly LogRecord[]>, count: number): Promise<LogRecord[]> {
  const taken: LogRecord[] = [];
  for await (const records of tail) {
    taken.push(...records);
    if (taken.length >= count) break;
  }
  return taken;
}
