import { z } from "zod";

/** A whole number, also as the text of a query parameter. */
export const integer = (min: number, max: number) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,15}$/)
          .transform(Number),
      ],
      { error: `is not a whole number from ${min} to ${max}` },
    )
    .pipe(z.int().min(min).max(max));

/** A list, also as the comma-separated text of a query parameter; never empty. */
export const list = <Item extends z.ZodType<string, string>>(item: Item, max = 100) =>
  z
    .union(
      [
        z.array(z.string()),
        z
          .string()
          .max(8192)
          .transform((text) => text.split(",")),
      ],
      { error: "is neither a list of texts nor one text with commas" },
    )
    .pipe(z.array(item).min(1).max(max));

/** `true` or `false`, also as text. */
export const flag = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
    error: "is neither true nor false",
  })
  .pipe(z.boolean());
