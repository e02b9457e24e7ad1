import type { Item } from "./item.ts";
import { NEGATIVES } from "./negatives.ts";
import { MORE_POSITIVES } from "./more-positives.ts";
import { POSITIVES } from "./positives.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { scatteredCodes } from "./scattered.ts";

/** Labelled messages of every class, the same for the same seed. */
export function generateCorpus(seed: number, perClass: number): Item[] {
  const items: Item[] = [];
  const makers = [
    ...Object.entries(POSITIVES),
    ...Object.entries(NEGATIVES).map(([name, make]) => [`negative-${name}`, make] as const),
    ...Object.entries(MORE_POSITIVES),
    ["negative-scattered-codes", scatteredCodes] as const,
  ];
  makers.forEach(([name, make], index) => {
    const random = new SeededRandom(seed * 7919 + index * 104_729);
    for (let count = 0; count < perClass; count++) items.push({ id: `${name}-${count}`, class: name, ...make(random) });
  });
  return items;
}
