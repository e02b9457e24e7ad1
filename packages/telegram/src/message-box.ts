import type { tl } from "@mtcute/core";

/** More held updates than this are dropped: the difference brings them anyway. */
const MAX_HELD = 1_000;
/** A server's pts that far behind ours was reset (TDLib's figure). */
const PTS_RESET = 1_000_009;
const RECENT_IDS = 256;

export interface HeldUpdate {
  readonly update: tl.TypeUpdate;
  readonly pts: number;
  readonly ptsCount: number;
  readonly receivedAt: number;
}

export type Verdict = "apply" | "old" | "gap";

/** One sequence of updates with its own pts: the common one (private chats, basic groups) or one channel's. */
export class MessageBox {
  /** Bare channel id; 0 for the common box. */
  readonly channelId: number;
  /** -1: not known yet, the next update tells. */
  pts = -1;
  /** Where the channel stood when Telegram said that its updates are too many; of use while `pts` is not known. */
  hintPts = -1;
  /** Highest message id seen: back-fill goes on from it. */
  lastMessageId = 0;
  /** While several chats of the box are back-filled, none of them may move `lastMessageId` past the others. */
  isLastHeld = false;
  isFetching = false;
  /** Asked for while a fetch was running: once more. */
  needsFetch = false;
  isStale = false;
  gapTimer: NodeJS.Timeout | null = null;
  #held: HeldUpdate[] = [];
  #recent: Set<number> | null = null;

  constructor(channelId: number) {
    this.channelId = channelId;
  }

  get hasHeld(): boolean {
    return this.#held.length > 0;
  }

  verdict(pts: number, ptsCount: number): Verdict {
    if (this.pts < 0 || this.pts - pts > PTS_RESET) return "apply";
    const before = pts - ptsCount;
    if (before === this.pts) return "apply";
    return pts <= this.pts ? "old" : "gap";
  }

  hold(update: HeldUpdate): void {
    if (this.#held.length >= MAX_HELD) {
      this.#held.length = 0;
      this.needsFetch = true;
    }
    this.#held.push(update);
  }

  /** Takes out the next held update that can be applied now; old ones are dropped. */
  takeNext(): HeldUpdate | undefined {
    if (this.#held.length === 0) return undefined;
    this.#held.sort((left, right) => left.pts - right.pts);
    for (let next = this.#held[0]; next !== undefined; next = this.#held[0]) {
      const verdict = this.verdict(next.pts, next.ptsCount);
      if (verdict === "gap") return undefined;
      this.#held.shift();
      if (verdict === "apply") return next;
    }
    return undefined;
  }

  dropHeld(): void {
    this.#held.length = 0;
    if (this.gapTimer !== null) clearTimeout(this.gapTimer);
    this.gapTimer = null;
  }

  /** False when this message was handed on before, as far as the last 256 tell. */
  isNew(messageId: number): boolean {
    this.#recent ??= new Set();
    if (this.#recent.has(messageId)) return false;
    this.#recent.add(messageId);
    if (this.#recent.size > RECENT_IDS)
      for (const oldest of this.#recent) {
        this.#recent.delete(oldest);
        break;
      }
    if (messageId > this.lastMessageId && !this.isLastHeld) this.lastMessageId = messageId;
    return true;
  }
}
