import * as fc from "fast-check";
import { expect, it } from "vitest";

import { SentQueue } from "./sent-queue.ts";

const idOf = (index: number): bigint => (BigInt(1_800_000_000 + (index >> 2)) << 32n) + BigInt((index & 3) * 4 + 3);

const PLENTY = 1_000_000;

const fill = (queue: SentQueue, count: number): void => {
  for (let index = 0; index < count; index++) {
    const id = idOf(index);
    queue.push({
      high: Number(id >> 32n),
      low: Number(id & 0xffffffffn),
      seqNo: index,
      body: new Uint8Array(0),
      isAcked: false,
    });
  }
};

it("keeps what is not acknowledged, in order, for any acknowledgements", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.array(fc.integer({ min: 0, max: 70 })), (count, acks) => {
      const queue = new SentQueue(40, PLENTY);
      fill(queue, count);
      for (const index of acks) queue.ack(idOf(index));
      const expected = Array.from({ length: count }, (_, index) => index).filter(
        (index) => index >= count - 40 && !acks.includes(index),
      );
      expect([...queue].map(({ seqNo }) => seqNo)).toEqual(expected);
    }),
  );
});

it("finds by id until acknowledged", () => {
  const queue = new SentQueue(10, PLENTY);
  fill(queue, 5);
  expect(queue.find(idOf(3))?.seqNo).toBe(3);
  queue.ack(idOf(3));
  expect(queue.find(idOf(3))).toBeUndefined();
  expect(queue.find(1n)).toBeUndefined();
});

it("gives up the oldest when the bodies are too large together", () => {
  const queue = new SentQueue(10, 250);
  for (let index = 0; index < 4; index++) {
    const id = idOf(index);
    const [high, low] = [Number(id >> 32n), Number(id & 0xffffffffn)];
    queue.push({ high, low, seqNo: index, body: new Uint8Array(100), isAcked: false });
  }
  expect([...queue].map(({ seqNo }) => seqNo)).toEqual([2, 3]);
  expect(queue.find(idOf(1))).toBeUndefined();
});
