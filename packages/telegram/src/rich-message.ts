import type { tl } from "@mtcute/core";
import { richTextToTextWithEntities, walkPageBlocks } from "@mtcute/core/utils.js";

export interface PlainText {
  readonly text: string;
  readonly entities: tl.TypeMessageEntity[];
}

/** The text of a message that was written as page blocks, with the targets of its links as entities. */
export function plainTextOf({ blocks }: tl.RawRichMessage): PlainText {
  let text = "";
  const entities: tl.TypeMessageEntity[] = [];
  walkPageBlocks(blocks, {
    pageBlock: () => {
      if (text !== "" && !text.endsWith("\n")) text += "\n";
    },
    richText: (part) => {
      if (part._ === "textPlain") text += part.text;
      else if (part._ === "textUrl") {
        entities.push({
          _: "messageEntityTextUrl",
          offset: text.length,
          length: richTextToTextWithEntities(part.text).text.length,
          url: part.url,
        });
      } else if (part._ === "textFixed") {
        entities.push({
          _: "messageEntityCode",
          offset: text.length,
          length: richTextToTextWithEntities(part.text).text.length,
        });
      }
    },
  });
  return { text, entities };
}
