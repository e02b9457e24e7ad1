import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateCorpus } from "../corpus/generate.ts";
import { SeededRandom } from "@telewire/testing/seeded-random";
import { drawnHostileMessage } from "../corpus/hostile-drawn.ts";
import { HANDWRITTEN } from "../corpus/handwritten.ts";
import { hostileMessages } from "../corpus/hostile-messages.ts";
import { hostileTexts } from "../corpus/load.ts";
import { detect } from "./detect.ts";
import { detectJsonl, explainJson, explainLine, toInput } from "./jsonl.ts";
import { parseAccount } from "./chains/move.ts";
import { parseAddress } from "./chains/registry.ts";

const samples = HANDWRITTEN.flatMap(({ text }) => (text === "" ? [] : [text]));
const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(...samples),
  fc.constantFrom(
    "0x",
    "0 x ",
    "EQ",
    "T",
    "::",
    "https://",
    "t.me/",
    "pump.fun/",
    "\ud800",
    "\udfff",
    "\u200b",
    "\ufe0f\u20e3",
    "1/2 ",
    "then ",
    "pump",
    "\n",
  ),
  fc.string({
    unit: fc.constantFrom(...Array.from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")),
    minLength: 4,
    maxLength: 44,
  }),
);
const calls = generateCorpus(5, 8).map(({ text }) => text);
/** A message of the corpus with parts cut out, put in, and other messages' parts between. */
const damagedCall = fc
  .tuple(
    fc.constantFrom(...calls),
    fc.array(fc.record({ at: fc.nat(400), cut: fc.nat(6), put: fc.oneof(piece, fc.constantFrom(...calls)) }), {
      maxLength: 5,
    }),
  )
  .map(([call, edits]) =>
    edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put.slice(0, 60) + text.slice(at + cut), call),
  );
const anyText = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
  damagedCall,
);
const anyUrl = fc.oneof(
  anyText,
  fc.webUrl(),
  anyText.map((text) => `https://a.io/${text}`),
);
const anyMessage = fc.record(
  {
    text: anyText,
    entities: fc.array(
      fc.record({
        type: fc.constantFrom("textUrl", "url", "code", "odd"),
        offset: fc.integer({ min: 0, max: 500 }),
        length: fc.integer({ min: 0, max: 500 }),
        url: anyUrl,
      }),
      { maxLength: 3 },
    ),
    buttons: fc.array(fc.record({ text: anyText, url: anyUrl, copy: anyText }), {
      maxLength: 3,
    }),
    preview: fc.record({ url: anyUrl, title: anyText, description: anyText }),
    quote: anyText,
    previous: fc.array(fc.record({ text: anyText, sameSender: fc.boolean(), secondsBefore: fc.double() }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ["text"] },
);

describe("whatever a message holds", () => {
  it("detect never throws, spans lie inside the message, confidences between 0 and 1", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const wrong = detect(toInput(message)).filter(
          ({ span, confidence }) =>
            !(confidence > 0 && confidence <= 1) ||
            (span !== undefined && span.offset + span.length > message.text.length),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it("a reported address decodes, and is found again where it stands plainly", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const lost = detect(toInput(message)).filter(({ address, display, flags, family }) => {
          if (flags.includes("v4-pool-id") || (display.length === 66 && (family === "sui" || family === "aptos")))
            return false;
          const again = detect(toInput({ text: `CA: ${display}` })).map((finding) => finding.address.split("::")[0]);
          return parseAddress(display) === undefined || !again.includes(address.split("::")[0]);
        });
        expect(lost).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads the same twice, and explain finds what detect finds", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const first = detect(toInput(message));
        expect(detect(toInput(message))).toEqual(first);
        expect(explainLine(message).findings).toEqual(first);
      }),
      { numRuns: 500 },
    );
  });

  it("a line is answered by a line, whatever is on it", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          anyMessage.map((message) => JSON.stringify(message)),
        ),
        (line) => {
          expect(JSON.parse(detectJsonl(line))).toHaveProperty("findings");
          expect(JSON.parse(explainJson(line))).toHaveProperty("rejects");
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("hostile messages with all their surfaces", () => {
  it.each(Object.entries(hostileMessages(5)))("%s: right findings, not without end", (_name, message) => {
    const findings = detect(toInput(message));
    expect(findings.length).toBeLessThanOrEqual(128);
    const { length } = message.text ?? "";
    const wrong = findings.filter(
      ({ span, display }) =>
        parseAddress(display) === undefined ||
        (span !== undefined && (span.offset < 0 || span.length < 0 || span.offset + span.length > length)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("hostile messages that are drawn", () => {
  it("are read like any other: right findings, not without end, the same in an explanation", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const message = drawnHostileMessage(new SeededRandom(seed));
        const findings = detect(toInput(message));
        expect(findings.length).toBeLessThanOrEqual(128);
        expect(
          findings.filter(({ display }) => parseAddress(display) === undefined && parseAccount(display) === undefined),
        ).toEqual([]);
        expect(explainLine(message).findings).toEqual(findings);
      }),
      { numRuns: 150 },
    );
  });
});

describe("hostile texts of full length", () => {
  it.each(Object.entries(hostileTexts()))("%s: reads a bounded number of findings", (_name, text) => {
    expect(detect(toInput({ text })).length).toBeLessThan(200);
  });
});
