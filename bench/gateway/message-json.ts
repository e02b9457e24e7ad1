/** An entry of about 450 bytes, as the journal writes it. */
export function messageJson(messageId: number): string {
  const now = Date.now();
  const date = new Date(now).toISOString();
  return JSON.stringify({
    schemaVersion: "1.0.0",
    kind: "message",
    sessionId: "bench",
    chatId: "-1001000000001",
    messageId: String(messageId),
    date,
    sender: { id: "9996612345", kind: "user", name: "Nadia", username: "nadia_calls" },
    chat: { id: "-1001000000001", kind: "channel", title: "Calls" },
    text: `call ${messageId}: entry around 40k cap, volume picking up, watch the liquidity before you size in`,
    entities: [],
    surfaces: {},
    backfilled: false,
    trace: { telegramDate: date, receivedAt: now, appendedAt: now },
  });
}
