import { describe, expect, it } from "vitest";
import { detect } from "../../packages/detect/src/index.ts";
import { smallTalk } from "./chatter.ts";
import type { DraftMessage } from "./play.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { SHAPE_NAMES, SHAPES, shapesInTurn } from "./shapes.ts";

type DetectInput = Parameters<typeof detect>[0];

function found({ text, entities = [], buttons }: DraftMessage, before?: string): readonly string[] {
  const previous = before === undefined ? [] : [{ text: before, sameSender: true, secondsBefore: 0 }];
  const surfaces = buttons === undefined ? {} : { buttons: buttons.flat() };
  return detect({ text, entities: entities as DetectInput["entities"], surfaces, previous })
    .filter(({ flags }) => !flags.includes("ignored"))
    .map(({ display }) => display)
    .toSorted();
}

describe("the talk of the demo", () => {
  it.each(SHAPE_NAMES)("has %s calls in which exactly what is called is found", (name) => {
    for (let seed = 1; seed <= 200; seed++) {
      const { acts, expected, pause } = SHAPES[name](new SeededRandom(seed));
      let before: string | undefined;
      for (const [index, act] of acts.entries()) {
        if (act.kind === "delete") continue;
        const wanted = expected.filter((one) => one.act === index).map(({ display }) => display);
        expect([act.message.text, ...found(act.message, pause === "none" ? before : undefined)]).toEqual([
          act.message.text,
          ...wanted.toSorted(),
        ]);
        before = act.message.text;
      }
    }
  });

  it("has small talk in which nothing is found, tempting as it is", () => {
    const random = new SeededRandom(1);
    for (let count = 0; count < 2000; count++) {
      const message = smallTalk(random);
      expect([message.text, ...found(message)]).toEqual([message.text]);
    }
  });

  it("comes to every shape before it repeats one, in the same order for the same seed", () => {
    const take = (): readonly string[] => {
      const shapes = shapesInTurn(new SeededRandom(3));
      return SHAPE_NAMES.map(() => shapes.next().value);
    };
    expect(take().toSorted()).toEqual(SHAPE_NAMES.toSorted());
    expect(take()).toEqual(take());
  });
});
